import {
  isNonNullType,
  isObjectType,
  type FieldDefinition,
  type ObjectType,
  type Schema,
  type Type,
} from '@apollo/federation-internals';
import { hasFields, type TypeWithFields } from './field-sets';

/** How a stream reports its position, and how it is resumed from one. */
export interface ResumableField {
  /** The field's argument that takes a cursor, and its type as GraphQL writes it. */
  readonly argument: { readonly name: string; readonly type: string };
  /** The field of each event that is its cursor. */
  readonly cursor: string;
}

/** By the name of the field of the subscription type. */
export type ResumableFields = ReadonlyMap<string, ResumableField>;

const RESUMABLE = 'https://specs.oms.example/resumable';

/** What a cursor may be; opaque in both cases. */
const CURSORS: readonly (string | undefined)[] = ['String', 'ID'];

const nullable = (type: Type | undefined): Type | undefined =>
  type && isNonNullType(type) ? (type.ofType as Type) : type;

const isObjectLike = (type: Type | undefined): type is TypeWithFields =>
  type !== undefined && 'name' in type && hasFields(type);

const hasCursor = (event: Type | undefined, name: string): boolean => {
  const field = isObjectLike(event) ? event.field(name) : undefined;
  if (field === undefined) return false;
  return CURSORS.includes(nullable(field.type)?.toString()) && field.arguments().every((given) => !given.isRequired());
};

const resumableField = (
  field: FieldDefinition<ObjectType>,
  given: { readonly argument: string; readonly cursor: string },
): ResumableField => {
  const type = field.argument(given.argument)?.type?.toString();
  if (type === undefined || !CURSORS.includes(type))
    throw new Error(`${field.coordinate} is @resumable, so its argument "${given.argument}" must be a String or an ID`);
  if (!hasCursor(nullable(field.type), given.cursor))
    throw new Error(`${field.coordinate} is @resumable, so "${given.cursor}" of its events must be a String or an ID`);
  return { argument: { name: given.argument, type }, cursor: given.cursor };
};

/**
 * Reads which streams go on after a cursor, under whatever name the supergraph imported `@resumable`. Throws for a stream
 * that is marked so and lacks the argument or the field: it would skip events without an error.
 */
export const readResumableFields = (schema: Schema): ResumableFields => {
  const directive = schema.coreFeatures?.getByIdentity(RESUMABLE)?.directiveNameInSchema('resumable');
  const root = schema.schemaDefinition.rootType('subscription');
  if (directive === undefined || root === undefined || !isObjectType(root)) return new Map();
  return new Map(
    root
      .fields()
      .flatMap((field) =>
        field
          .appliedDirectivesOf<{ argument: string; cursor: string }>(directive)
          .map((applied): [string, ResumableField] => [field.name, resumableField(field, applied.arguments(true))]),
      ),
  );
};
