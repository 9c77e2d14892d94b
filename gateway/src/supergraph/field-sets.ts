import { Kind, parse, type FieldNode, type SelectionSetNode } from 'graphql';
import {
  isInterfaceType,
  isObjectType,
  type InterfaceType,
  type NamedType,
  type ObjectType,
  type Schema,
} from '@apollo/federation-internals';

/** Types that a selection can name fields of; a union has none of its own. */
export type TypeWithFields = ObjectType | InterfaceType;

export const hasFields = (type: NamedType | undefined): type is TypeWithFields =>
  type !== undefined && (isObjectType(type) || isInterfaceType(type));

/** A `@key` or `@requires` as the supergraph has it. */
export interface FieldSet {
  readonly type: TypeWithFields;
  readonly selections: SelectionSetNode;
  /** The type that is known by it, or the field that needs it. */
  readonly by: string;
}

const selectionsOf = (text: string | undefined): SelectionSetNode[] => {
  if (text === undefined) return [];
  const [definition] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? [definition.selectionSet] : [];
};

export const typesWithFields = (schema: Schema): readonly TypeWithFields[] => [
  ...schema.objectTypes(),
  ...schema.interfaceTypes(),
];

export const requiredFieldSets = (schema: Schema): readonly FieldSet[] =>
  typesWithFields(schema).flatMap((type) =>
    type.fields().flatMap((field) =>
      field
        .appliedDirectivesOf<{ requires?: string }>('join__field')
        .flatMap((applied) => selectionsOf(applied.arguments().requires))
        .map((selections) => ({ type, selections, by: field.coordinate })),
    ),
  );

export const keyFieldSets = (schema: Schema): readonly FieldSet[] =>
  typesWithFields(schema).flatMap((type) =>
    type
      .appliedDirectivesOf<{ key?: string }>('join__type')
      .flatMap((applied) => selectionsOf(applied.arguments().key))
      .map((selections) => ({ type, selections, by: type.name })),
  );

/** Every field node of a selection, at any depth. */
export const fieldNodes = ({ selections }: SelectionSetNode): readonly FieldNode[] =>
  selections.flatMap((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    const below = selection.selectionSet === undefined ? [] : fieldNodes(selection.selectionSet);
    return selection.kind === Kind.FIELD ? [selection, ...below] : below;
  });
