import {
  getNullableType,
  GraphQLError,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  TypeNameMetaFieldDef,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLEnumType,
  type GraphQLList,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLScalarType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { getOwn, isJsonObject, setOwn, type JsonObject } from '../subgraphs/json';
import { leafReader } from './leaf-values';
import type { SelectedFields } from './selected-fields';

/** Makes the client's result of all that was fetched: the selected fields, in their order, under their names, of the schema's types. */
export type Completion = (fetched: JsonObject) => Completed;

export interface Completed {
  readonly data: JsonObject | null;
  /** What does not fit the schema, though no subgraph reported an error. */
  readonly errors: readonly GraphQLError[];
}

export interface Completing {
  /** What clients see. */
  readonly schema: GraphQLSchema;
  /** What `@inaccessible` hides from them is there as well, and null in their answers. */
  readonly supergraph: GraphQLSchema;
  readonly fieldsOf: SelectedFields;
  /** Whether anything was fetched for this place of objects of this type. */
  readonly isFetched: (path: readonly (string | number)[], type: GraphQLObjectType) => boolean;
  /** Gets the number of fields of a type whose completion is prepared, and kept. */
  readonly onPrepared: (fields: number) => void;
}

interface Run {
  readonly errors: GraphQLError[];
  readonly path: (string | number)[];
}

type Nullable = GraphQLCompositeType | GraphQLScalarType | GraphQLEnumType | GraphQLList<GraphQLOutputType>;

/** In place of a value that is null with an error. */
const FAILED = Symbol('failed');
/** In place of a value that must not be null: its parent is null, with an error. */
const UNACCEPTABLE = Symbol('unacceptable');

/** Gives the value that the client gets, FAILED or UNACCEPTABLE. */
type Complete = (value: unknown, run: Run) => unknown;

/** Prepares the completion of one operation; what depends on the types of objects is found out once for each type. */
export const completionOf = (completing: Completing, operation: OperationDefinitionNode): Completion => {
  const root = completing.schema.getRootType(operation.operation);
  if (!root) throw new Error(`There is no type for a ${operation.operation}`);
  const complete = objectOf(completing, root, [operation.selectionSet]);
  return (fetched) => {
    const run: Run = { errors: [], path: [] };
    const data = complete(fetched, run);
    return { data: data === FAILED ? null : (data as JsonObject), errors: run.errors };
  };
};

const failed = (message: string, { errors, path }: Run, code = 'SUBGRAPH_BAD_ANSWER'): typeof FAILED => {
  errors.push(new GraphQLError(message, { path: [...path], extensions: { code } }));
  return FAILED;
};

/** What selections make of a field, whose coordinate is for errors. */
interface Selected {
  readonly type: GraphQLOutputType;
  readonly sets: readonly SelectionSetNode[];
  readonly coordinate: string;
}

const valueOf = (completing: Completing, selected: Selected): Complete => {
  const type = getNullableType(selected.type) as Nullable;
  const complete = presentOf(completing, { ...selected, type });
  if (!isNonNullType(selected.type)) return (value, run) => (value === null ? null : complete(value, run));
  const message = `Cannot return null for non-nullable field ${selected.coordinate}.`;
  return (value, run) => {
    const completed = (value === null ? null : complete(value, run)) ?? failed(message, run);
    return completed === FAILED ? UNACCEPTABLE : completed;
  };
};

const presentOf = (completing: Completing, selected: Selected & { readonly type: Nullable }): Complete => {
  const { type, sets, coordinate } = selected;
  if (isListType(type)) return listOf(valueOf(completing, { ...selected, type: type.ofType }));
  if (isCompositeType(type)) return compositeOf(completing, type, sets);
  const read = leafReader(type, completing.supergraph);
  return (value, run) => {
    const leaf = read(value);
    return leaf === undefined ? failed(`The value of ${coordinate} is no ${type.name}.`, run) : leaf;
  };
};

const listOf =
  (complete: Complete): Complete =>
  (value, run) => {
    if (!Array.isArray(value)) return failed('There is no list.', run);
    const completed = value.map((element: unknown, index) => {
      run.path.push(index);
      const one = complete(element ?? null, run);
      run.path.pop();
      return one === FAILED ? null : one;
    });
    return completed.includes(UNACCEPTABLE) ? FAILED : completed;
  };

const compositeOf = (
  completing: Completing,
  declared: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
): Complete => {
  const prepared = new Map<string, Complete>();
  const forType = (name: unknown): Complete | undefined => {
    if (typeof name !== 'string') return undefined;
    const known = prepared.get(name);
    const type = known === undefined ? completing.schema.getType(name) : undefined;
    if (!isCompositeType(type)) return known;
    const complete = objectOf(completing, type, sets);
    prepared.set(name, complete);
    return complete;
  };
  return (value, run) => {
    const typename = isJsonObject(value) ? (value['__typename'] ?? declared.name) : undefined;
    const complete = forType(typename);
    if (complete !== undefined) return complete(value, run);
    const isHidden = typeof typename === 'string' && isCompositeType(completing.supergraph.getType(typename));
    return isHidden ? null : failed(`There is no object of type ${declared.name}.`, run);
  };
};

interface Field {
  readonly name: string;
  readonly complete: Complete;
}

const objectOf = (completing: Completing, type: GraphQLCompositeType, sets: readonly SelectionSetNode[]): Complete => {
  const fields = [...completing.fieldsOf(sets, type)].flatMap(([name, nodes]): Field[] => {
    const complete = fieldOf(completing, type, nodes);
    return complete === undefined ? [] : [{ name, complete }];
  });
  completing.onPrepared(fields.length);
  /** Null, unless the plan fetches it from no subgraph: that is an error. */
  const absent = (complete: Complete, run: Run): unknown => {
    const completed = complete(null, run);
    if (completed !== null || !isObjectType(type) || completing.isFetched(run.path, type)) return completed;
    const name = String(run.path.at(-1));
    return failed(`No subgraph was asked for ${name} of this ${type.name}.`, run, 'FIELD_UNANSWERABLE');
  };
  return (value, run) => {
    const input = value as JsonObject;
    const output: JsonObject = {};
    for (const { name, complete } of fields) {
      run.path.push(name);
      const fetched = getOwn(input, name);
      const completed = fetched === undefined ? absent(complete, run) : complete(fetched, run);
      run.path.pop();
      if (completed === UNACCEPTABLE) return FAILED;
      setOwn(output, name, completed === FAILED ? null : completed);
    }
    return output;
  };
};

/** Undefined for what is no field of the type: `__schema` and `__type`, which are answered elsewhere. */
const fieldOf = (
  completing: Completing,
  type: GraphQLCompositeType,
  nodes: readonly FieldNode[],
): Complete | undefined => {
  const name = nodes[0]?.name.value ?? '';
  if (name === TypeNameMetaFieldDef.name) {
    if (isObjectType(type)) return () => type.name;
    // The types that implement an interface may be in other subgraphs than those of the plan.
    return (_, run) => {
      failed(`It is not known of which type this ${type.name} is.`, run);
      return UNACCEPTABLE;
    };
  }
  const definition = isUnionType(type) ? undefined : type.getFields()[name];
  const sets = nodes.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet]));
  return definition && valueOf(completing, { type: definition.type, sets, coordinate: `${type.name}.${name}` });
};
