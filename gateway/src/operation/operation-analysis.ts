import { createHash } from 'node:crypto';
import {
  getOperationAST,
  type GraphQLError,
  Kind,
  type DocumentNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { QueryPlan } from '@apollo/query-planner';
import type { VerifiedActor } from '@oms/auth';
import { documentSizes, fragmentsOf, limitError, sizeErrors, type Fragments } from '@oms/document-limits';
import { withoutNameConflicts } from '../supergraph/name-mapping';
import type { Supergraph } from '../supergraph/supergraph';
import { documentBytes } from './document-cache';
import { fieldAccess } from './field-access';
import type { Limits } from './operation';
import { operationCost, type OperationCost } from './operation-cost';

/** How many sets of rights one document keeps plans for. */
const RIGHTS_PER_DOCUMENT_MAX = 32;

/** What is kept, in bytes; measured, and rounded up. */
const ANALYSIS_BYTES = 3_000;
const SELECTION_BYTES = 400;
const VARIANT_BYTES = 3_000;
/** A refusal has a stack trace. */
const REFUSAL_BYTES = 3_000;
/** Of a plan, for each character of its JSON: objects take more than their text, and requests are prepared of its operations. */
const PLAN_CHARACTER_BYTES = 6;

/** The plan of an operation for actors of the same rights. */
export interface Variant {
  readonly key: string;
  readonly plan: QueryPlan;
  readonly refusals: readonly GraphQLError[];
}

/** All that is known of one operation of one document before its variables and its actor. */
export interface OperationAnalysis {
  readonly definition: OperationDefinitionNode;
  /** What is planned and executed in its place. */
  readonly executable: DocumentNode;
  readonly usesIntrospection: boolean;
  /** What is wrong with it for everybody. */
  readonly errors: readonly GraphQLError[];
  readonly cost: OperationCost;
  /** To be called with the bytes of what is kept with it besides. */
  readonly onKept: (bytes: number) => void;
  /** Throws a GraphQLError for what cannot be planned. */
  variantFor(actor: VerifiedActor | undefined): Variant;
}

/** Introspection starts at the root, in it or in a fragment on it. */
const namesIntrospection = (root: SelectionSetNode, fragments: Fragments): boolean => {
  const spread = new Set<string>();
  const isIn = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return ['__schema', '__type'].includes(selection.name.value);
      if (selection.kind === Kind.INLINE_FRAGMENT) return isIn(selection.selectionSet);
      const { value: name } = selection.name;
      const fragment = spread.has(name) ? undefined : fragments.get(name);
      spread.add(name);
      return fragment !== undefined && isIn(fragment.selectionSet);
    });
  return isIn(root);
};

/** The actor's scopes that this supergraph has rules about: equal strings, equal rights. */
const rightsOf = ({ accessRules }: Supergraph): ((actor: VerifiedActor | undefined) => string) => {
  const named = [...new Set([...accessRules.values()].flatMap(({ anyOf }) => anyOf.flat()))].sort();
  return (actor) => (actor === undefined ? 'anonymous' : named.filter((scope) => actor.scopes.has(scope)).join(' '));
};

const keyOf = (supergraph: Supergraph, document: DocumentNode, operation: OperationDefinitionNode): string =>
  createHash('sha256')
    .update(supergraph.id)
    .update(document.loc?.source.body ?? '')
    .update('\0')
    .update(operation.name?.value ?? '')
    .digest('base64url');

const variantBytes = ({ plan, refusals }: Variant): number =>
  VARIANT_BYTES + refusals.length * REFUSAL_BYTES + JSON.stringify(plan).length * PLAN_CHARACTER_BYTES;

/** Keeps the variants that were made last, and reports the bytes that are added and removed. */
const variantCache = (onKept: OperationAnalysis['onKept']) => {
  const variants = new Map<string, Variant>();
  return (rights: string, make: () => Variant): Variant => {
    const known = variants.get(rights);
    if (known !== undefined) return known;
    const variant = make();
    const [oldest] = variants;
    if (variants.size >= RIGHTS_PER_DOCUMENT_MAX && oldest !== undefined) {
      variants.delete(oldest[0]);
      onKept(-variantBytes(oldest[1]));
    }
    variants.set(rights, variant);
    onKept(variantBytes(variant));
    return variant;
  };
};

export interface AnalysisOptions extends Pick<OperationAnalysis, 'definition' | 'onKept'> {
  readonly limits: Limits;
}

/** Examines one operation of a valid document under one supergraph. */
export const analyseOperation = (
  supergraph: Supergraph,
  document: DocumentNode,
  { definition, limits, onKept }: AnalysisOptions,
): OperationAnalysis => {
  const fragments = fragmentsOf(document);
  const size = documentSizes(fragments)(definition);
  const errors = sizeErrors(size, limits);
  const name = definition.name?.value;
  const key = keyOf(supergraph, document, definition);
  const rights = rightsOf(supergraph);
  const executable = withoutNameConflicts(document, supergraph.internalNames);
  const executed = getOperationAST(executable, name) ?? definition;
  const access = fieldAccess(supergraph, executed, fragmentsOf(executable));
  const variantFor = variantCache(onKept);
  let unrestricted: Variant | undefined;

  const variantOf = (actor: VerifiedActor | undefined, ofRights: string): Variant => {
    const { document: permitted, refusals } = access.permitted(actor);
    if (refusals.length > 0) return { key: `${key} ${ofRights}`, plan: supergraph.plan(permitted, name), refusals };
    unrestricted ??= { key, plan: supergraph.plan(executable, name), refusals };
    return unrestricted;
  };

  const copied = executable === document ? 0 : documentBytes(executable);
  const compiled = errors.length > 0 ? errors.length * REFUSAL_BYTES : size.selections * SELECTION_BYTES;
  onKept(ANALYSIS_BYTES + copied + compiled);

  return {
    definition,
    executable,
    errors,
    onKept,
    usesIntrospection: namesIntrospection(definition.selectionSet, fragments),
    cost: errors.length > 0 ? { of: () => 0, sizes: [] } : operationCost(supergraph, definition, fragments),
    variantFor: (actor) => {
      const ofRights = rights(actor);
      return variantFor(ofRights, () => variantOf(actor, ofRights));
    },
  };
};

/** What one request's variables make of the cost. */
export const costErrors = (
  { cost }: OperationAnalysis,
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
