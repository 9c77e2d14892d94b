import {
  executeSync,
  getOperationAST,
  isAbstractType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { fragmentsOf } from '@oms/document-limits';
import { ANY_TYPE, fetchedFields, hasRenames, type FetchedFields } from '../planning/fetched-fields';
import type { JsonObject } from '../subgraphs/json';
import type { Supergraph } from '../supergraph/supergraph';
import { completionOf, type Completed, type Completing } from './completion';
import { conditionsOf, type Conditions } from './conditions';
import type { PreparedOperation } from './prepared-operation';
import { selectedFields } from './selected-fields';

/** Outcomes of `@skip` and `@include` for which one operation keeps what it found out. */
const OUTCOMES_MAX = 16;

/** What is kept of an operation and of one field of one type in its answers, in bytes; measured, and rounded up. */
const EXECUTABLE_BYTES = 3_000;
const FIELD_BYTES = 900;

type Variables = Readonly<Record<string, unknown>>;

/** What of a prepared operation its answers depend on. */
interface Planned
  extends
    Pick<PreparedOperation, 'document' | 'name' | 'plan' | 'refusals'>,
    Partial<Pick<PreparedOperation, 'onKept'>> {
  readonly supergraph: Pick<Supergraph, 'apiSchema' | 'supergraphSchema'>;
}

/** An operation with what can be found out about its answers before it runs. */
export interface Executable {
  readonly conditions: (variables: Variables) => Conditions;
  /** Makes the answer of what was fetched. */
  readonly complete: (fetched: JsonObject, variables: Variables, conditions: Conditions) => Completed;
}

/** The root fields of introspection, which no subgraph resolves. */
const introspection = (
  schema: GraphQLSchema,
  { operation, document }: { readonly operation: OperationDefinitionNode; readonly document: DocumentNode },
  selections: readonly FieldNode[],
): ((variables: Variables) => JsonObject) => {
  const asking = { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } } as const;
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const asked: DocumentNode = { kind: Kind.DOCUMENT, definitions: [asking, ...fragments] };
  return (variableValues) => executeSync({ schema, document: asked, variableValues }).data ?? {};
};

type Complete = (fetched: JsonObject, variables: Variables) => Completed;

const placeOf = (path: readonly (string | number)[]): string =>
  path.flatMap((part) => (typeof part === 'string' ? [`.${part}`] : [])).join('');

/** What the plan leaves out is looked for only where something is missing without an error. */
const isFetchedBy = ({ plan, refusals, supergraph }: Planned): Completing['isFetched'] => {
  const { supergraphSchema: schema } = supergraph;
  const refused = new Set(refusals.map(({ path = [] }) => placeOf(path)));
  const renames = hasRenames(plan);
  let fetched: FetchedFields | undefined;

  const isOf = (condition: string, { name }: GraphQLObjectType): boolean => {
    if (condition === ANY_TYPE || condition === name) return true;
    const [wanted, type] = [schema.getType(condition), schema.getType(name)];
    return isAbstractType(wanted) && isObjectType(type) && schema.isSubType(wanted, type);
  };
  return (path, type) => {
    const place = placeOf(path);
    if (renames || refused.has(place)) return true;
    fetched ??= fetchedFields(plan);
    return [...(fetched.get(place) ?? [])].some((condition) => isOf(condition, type));
  };
};

export const executableOf = (prepared: Planned): Executable => {
  const { document, name, supergraph, onKept = () => undefined } = prepared;
  const { apiSchema: schema, supergraphSchema } = supergraph;
  const isFetched = isFetchedBy(prepared);
  const operation = getOperationAST(document, name);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) throw new Error('A prepared operation is in its document, and the schema has its type');
  const fragments = fragmentsOf(document);
  const completions = new Map<string, Complete>();
  onKept(EXECUTABLE_BYTES);

  const completionFor = ({ isIncluded }: Conditions): Complete => {
    const fieldsOf = selectedFields({ schema, fragments, isIncluded });
    const isKept = completions.size < OUTCOMES_MAX;
    const onPrepared = (fields: number): void => {
      if (isKept) onKept(fields * FIELD_BYTES);
    };
    const completing = { schema, supergraph: supergraphSchema, fieldsOf, isFetched, onPrepared };
    const complete = completionOf(completing, operation);
    const aboutSchema = [...fieldsOf([operation.selectionSet], root).values()]
      .flat()
      .filter((field) => ['__schema', '__type'].includes(field.name.value));
    if (aboutSchema.length === 0) return complete;
    const introspect = introspection(schema, { operation, document }, aboutSchema);
    return (fetched, variables) => {
      const { data, errors } = complete(fetched);
      return { data: data && { ...data, ...introspect(variables) }, errors };
    };
  };

  return {
    conditions: conditionsOf(document, operation),
    complete: (fetched, variables, conditions) => {
      const complete = completions.get(conditions.key) ?? completionFor(conditions);
      if (completions.size < OUTCOMES_MAX) completions.set(conditions.key, complete);
      return complete(fetched, variables);
    },
  };
};
