import {
  isInterfaceType,
  isObjectType,
  type InterfaceType,
  type NamedType,
  type ObjectType,
} from '@apollo/federation-internals';

/** Types that a selection can name fields of; a union has none of its own. */
export type TypeWithFields = ObjectType | InterfaceType;

export const hasFields = (type: NamedType | undefined): type is TypeWithFields =>
  type !== undefined && (isObjectType(type) || isInterfaceType(type));
