import fc, { type Arbitrary } from 'fast-check';
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isUnionType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';

const DEPTH_MAX = 5;
const SELECTIONS_MAX = 4;

export interface Operation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

const values: Readonly<Record<string, readonly string[]>> = {
  ID: ['"b1"', '"f2"', '"p1"', '"p9"'],
  Int: ['1', '5'],
  Boolean: ['true', '$yes', '$no'],
};
const conditions = [
  '',
  '',
  '',
  '',
  ' @include(if: $yes)',
  ' @skip(if: $yes)',
  ' @include(if: $no)',
  ' @skip(if: true)',
];

/**
 * Operations that are valid for a schema: fields with and without aliases, fragments on types that may and may not
 * apply, conditions, introspection. An alias names the field, its type and its arguments, so that no two that differ
 * stand under one name.
 */
export const operations = (schema: GraphQLSchema): Arbitrary<Operation> => {
  const argumentsOf = (field: GraphQLField<unknown, unknown>): Arbitrary<readonly string[]> =>
    fc.tuple(
      ...field.args.map(({ name, type }) =>
        fc.constantFrom(...(values[getNamedType(type).name] ?? [])).map((value) => `${name}: ${value}`),
      ),
    );

  const fieldOf = (type: GraphQLCompositeType, depth: number): Arbitrary<string> => {
    if (isUnionType(type)) return fc.constant('__typename');
    const fields = Object.values(type.getFields()).filter(
      ({ type: below }) => depth < DEPTH_MAX || !isCompositeType(getNamedType(below)),
    );
    if (fields.length === 0) return fc.constant('__typename');
    return fc.constantFrom(...fields).chain((field) =>
      fc.tuple(argumentsOf(field), fc.constantFrom(...conditions), fc.boolean()).chain(([args, condition, aliased]) => {
        const named = args.length > 0 || aliased;
        const alias = named ? `${type.name}_${field.name}_${args.join('_').replaceAll(/\W/g, '')}: ` : '';
        const head = `${alias}${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${condition}`;
        const below = getNamedType(field.type);
        return isCompositeType(below)
          ? selectionOf(below, depth + 1).map((set) => `${head} ${set}`)
          : fc.constant(head);
      }),
    );
  };

  const fragmentOf = (type: GraphQLCompositeType, depth: number): Arbitrary<string> => {
    const narrower = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
    return fc
      .tuple(fc.constantFrom(type, ...narrower), fc.constantFrom(...conditions))
      .chain(([on, condition]) => selectionOf(on, depth + 1).map((set) => `... on ${on.name}${condition} ${set}`));
  };

  const selectionOf = (type: GraphQLCompositeType, depth: number): Arbitrary<string> => {
    const leaf = fc.constant('__typename');
    const kinds = [
      { arbitrary: fieldOf(type, depth), weight: 6 },
      { arbitrary: leaf, weight: 1 },
      ...(depth < DEPTH_MAX ? [{ arbitrary: fc.constant(null).chain(() => fragmentOf(type, depth)), weight: 2 }] : []),
    ];
    return fc
      .array(fc.oneof(...kinds), { minLength: 1, maxLength: SELECTIONS_MAX })
      .map((selections) => `{ ${selections.join(' ')} }`);
  };

  const root = schema.getQueryType();
  if (!root) throw new Error('The schema has no queries');
  return selectionOf(root, 0).map((set) => ({
    // Both are used in every operation, or it would not be valid.
    query: `query($yes: Boolean!, $no: Boolean = false) { always: __typename @include(if: $yes) @skip(if: $no) ...Asked }
      fragment Asked on ${root.name} ${set}`,
    variables: { yes: true },
  }));
};
