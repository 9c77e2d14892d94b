import {
  getOperationAST,
  type GraphQLError,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { QueryPlan } from '@apollo/query-planner';
import type { Caller } from '@oms/auth';
import type { Supergraph } from '../supergraph/supergraph';
import { withoutShadows } from './client-names';
import { documentSize } from './document-size';
import { fieldAccess } from './field-access';
import { fragmentsOf } from './fragments';
import { limitError, oversize, type Limits } from './limits';
import { operationCost, type OperationCost } from './operation-cost';

/** How many sets of rights one document keeps plans for. */
const RIGHTS_PER_DOCUMENT_MAX = 32;

/** The plan of an operation for callers of the same rights. */
export interface Variant {
  readonly key: string;
  readonly plan: QueryPlan;
  readonly refusals: readonly GraphQLError[];
}

/** All that is known of one operation of one document before its variables and its caller. */
export interface Examination {
  readonly definition: OperationDefinitionNode;
  /** What is planned and executed in its place. */
  readonly executable: DocumentNode;
  readonly usesIntrospection: boolean;
  /** What is wrong with it for everybody. */
  readonly errors: readonly GraphQLError[];
  readonly cost: OperationCost;
  /** Throws a GraphQLError for what cannot be planned. */
  variantFor(caller: Caller | undefined): Variant;
}

/** Introspection starts at the root, in it or in a fragment on it. */
const namesIntrospection = (
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): boolean =>
  selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return ['__schema', '__type'].includes(selection.name.value);
    const set = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    return set !== undefined && namesIntrospection(set.selectionSet, fragments);
  });

/** The caller's scopes as far as this supergraph speaks of them: equal strings, equal rights. */
const rightsOf = ({ accessRules }: Supergraph): ((caller: Caller | undefined) => string) => {
  const named = [...new Set([...accessRules.values()].flatMap(({ anyOf }) => anyOf.flat()))].sort();
  return (caller) => (caller === undefined ? 'anonymous' : named.filter((scope) => caller.scopes.has(scope)).join(' '));
};

const keyOf = (supergraph: Supergraph, document: DocumentNode, operation: OperationDefinitionNode): string =>
  createHash('sha256')
    .update(supergraph.id)
    .update(document.loc?.source.body ?? '')
    .update('\0')
    .update(operation.name?.value ?? '')
    .digest('base64url');

/** Examines one operation of a valid document under one supergraph. */
export const examine = (
  supergraph: Supergraph,
  document: DocumentNode,
  { definition, limits }: { readonly definition: OperationDefinitionNode; readonly limits: Limits },
): Examination => {
  const fragments = fragmentsOf(document);
  const errors = oversize(documentSize(definition, fragments), limits);
  const name = definition.name?.value;
  const key = keyOf(supergraph, document, definition);
  const rights = rightsOf(supergraph);
  const executable = withoutShadows(document, supergraph.internalNames);
  const executed = getOperationAST(executable, name) ?? definition;
  const access = fieldAccess(supergraph, executed, fragmentsOf(executable));
  const variants = new LRUCache<string, Variant>({ max: RIGHTS_PER_DOCUMENT_MAX });
  let unrestricted: Variant | undefined;

  const variantOf = (caller: Caller | undefined, ofRights: string): Variant => {
    const { document: permitted, refusals } = access.permitted(caller);
    if (refusals.length > 0) return { key: `${key} ${ofRights}`, plan: supergraph.plan(permitted, name), refusals };
    unrestricted ??= { key, plan: supergraph.plan(executable, name), refusals };
    return unrestricted;
  };

  return {
    definition,
    executable,
    errors,
    usesIntrospection: namesIntrospection(definition.selectionSet, fragments),
    cost: errors.length > 0 ? { of: () => 0, sizes: [] } : operationCost(supergraph, definition, fragments),
    variantFor: (caller) => {
      const ofRights = rights(caller);
      const variant = variants.get(ofRights) ?? variantOf(caller, ofRights);
      variants.set(ofRights, variant);
      return variant;
    },
  };
};

/** What one request's variables make of the cost. */
export const costErrors = (
  { cost }: Examination,
  variables: Readonly<Record<string, unknown>>,
  limits: Limits,
): readonly GraphQLError[] => {
  const tooLong = cost.sizes.filter(({ valueIn }) => (valueIn(variables) ?? 0) > limits.listSizeMax);
  if (tooLong.length > 0)
    return tooLong.map(({ coordinate }) =>
      limitError('BAD_USER_INPUT', `${coordinate} must not be more than ${limits.listSizeMax.toString()}.`),
    );
  const total = cost.of(variables);
  if (total <= limits.costMax) return [];
  const message = `The operation costs ${total.toString()}; the limit is ${limits.costMax.toString()}. Ask for shorter lists.`;
  return [limitError('COST_LIMIT', message)];
};
