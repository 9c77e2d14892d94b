import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  isInterfaceType,
  Kind,
  type ConstValueNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Fragments } from '@oms/document-limits';
import type { Supergraph } from '../supergraph/supergraph';

type Variables = Readonly<Record<string, unknown>>;

/** Cost of a selection under given variables. Compiled once for a document, since only the list sizes vary. */
export interface OperationCost {
  of(variables: Variables): number;
  /** Every argument that limits the length of a list, with its coordinate. */
  readonly sizes: readonly {
    readonly coordinate: string;
    readonly valueIn: (variables: Variables) => number | undefined;
  }[];
}

type Cost = (variables: Variables) => number;

/** Of a list whose length nothing limits. */
const LIST_SIZE_ASSUMED = 5;
const SLICING_ARGUMENTS = ['first', 'last', 'limit'];
/** Where a field that is no list itself keeps the list that its slicing argument is about. */
const SIZED_FIELDS = ['edges', 'nodes', 'items'];

type SizeIn = (variables: Variables) => number | undefined;

interface Place {
  readonly type: GraphQLCompositeType;
  /** How long the lists in this object are, where an argument of its field limits them. */
  readonly sizeOfLists: SizeIn | undefined;
  readonly sizedFields: readonly string[];
}

type Defaults = ReadonlyMap<string, ConstValueNode | undefined>;

const argumentValue = (node: FieldNode, name: string, defaults: Defaults): SizeIn | undefined => {
  const given = node.arguments?.find((argument) => argument.name.value === name)?.value;
  if (given?.kind === Kind.INT) return () => Number(given.value);
  if (given?.kind !== Kind.VARIABLE) return undefined;
  const fallback = defaults.get(given.name.value);
  return (variables) => {
    const value = variables[given.name.value] ?? (fallback?.kind === Kind.INT ? Number(fallback.value) : undefined);
    return typeof value === 'number' ? value : undefined;
  };
};

/**
 * Each object of an answer costs 1 and each leaf nothing; a list costs its length times one element. `@cost` and
 * `@listSize` of the supergraph say otherwise.
 */
export const operationCost = (
  supergraph: Supergraph,
  operation: OperationDefinitionNode,
  fragments: Fragments,
): OperationCost => {
  const { apiSchema, costs } = supergraph;
  const sizes: OperationCost['sizes'][number][] = [];
  const defaults = new Map(operation.variableDefinitions?.map((one) => [one.variable.name.value, one.defaultValue]));

  const sliceOf = (coordinate: string, node: FieldNode): SizeIn | undefined => {
    const names = costs.lists.get(coordinate)?.slicingArguments ?? SLICING_ARGUMENTS;
    const values = names.flatMap((name) => {
      const valueIn = argumentValue(node, name, defaults);
      if (valueIn !== undefined) sizes.push({ coordinate: `${coordinate}(${name}:)`, valueIn });
      return valueIn ?? [];
    });
    if (values.length === 0) return undefined;
    return (variables) => Math.max(...values.map((valueIn) => valueIn(variables) ?? LIST_SIZE_ASSUMED));
  };

  const ofField = (node: FieldNode, field: GraphQLField<unknown, unknown>, place: Place): Cost => {
    const coordinate = `${place.type.name}.${field.name}`;
    const named = getNamedType(field.type);
    const weight = costs.weights.get(coordinate) ?? costs.weights.get(named.name) ?? (isCompositeType(named) ? 1 : 0);
    const slice = sliceOf(coordinate, node);
    const hint = costs.lists.get(coordinate);
    const isList = isListType(getNullableType(field.type));
    const below =
      node.selectionSet === undefined || !isCompositeType(named)
        ? () => 0
        : ofSelections(node.selectionSet, {
            type: named,
            sizeOfLists: isList ? undefined : slice,
            sizedFields: hint?.sizedFields ?? SIZED_FIELDS,
          });
    if (!isList) return (variables) => weight + below(variables);
    const inherited = place.sizedFields.includes(field.name) ? place.sizeOfLists : undefined;
    const size = slice ?? inherited ?? ((): number => hint?.assumedSize ?? LIST_SIZE_ASSUMED);
    return (variables) => Math.max(0, size(variables) ?? LIST_SIZE_ASSUMED) * (weight + below(variables));
  };

  const ofSelection = (selection: SelectionSetNode['selections'][number], place: Place): Cost => {
    if (selection.kind === Kind.FIELD) {
      const hasFields = isObjectType(place.type) || isInterfaceType(place.type);
      const field = hasFields ? place.type.getFields()[selection.name.value] : undefined;
      return field === undefined ? () => 0 : ofField(selection, field, place);
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    if (fragment === undefined) return () => 0;
    const narrowed = fragment.typeCondition && apiSchema.getType(fragment.typeCondition.name.value);
    const type = isCompositeType(narrowed) ? narrowed : place.type;
    return ofSelections(fragment.selectionSet, { ...place, type });
  };

  const ofSelections = ({ selections }: SelectionSetNode, place: Place): Cost => {
    const parts = selections.map((selection) => ofSelection(selection, place));
    return (variables) => parts.reduce((sum, part) => sum + part(variables), 0);
  };

  const root = apiSchema.getRootType(operation.operation);
  const of = root
    ? ofSelections(operation.selectionSet, { type: root, sizeOfLists: undefined, sizedFields: [] })
    : (): number => 0;
  return { of, sizes };
};
