import { GraphQLError, type ExecutionResult } from 'graphql';
import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import type { Logger } from '@oms/telemetry';
import type { FetchContext } from '../subgraphs/data-source';
import type { SubgraphResponse } from '../subgraphs/subgraph-response';
import type { Subgraphs } from '../subgraphs/subgraphs';
import { errorInClientNames, inClientNames } from '../supergraph/name-mapping';
import { clientGraphQLError, type ClientErrorOptions } from './client-errors';
import type { Completed } from './completion';
import { executableOf, type Executable } from './executable';
import { runPlan, type PlanRun } from './plan-run';
import type { PreparedOperation, RequestContext, Execute } from './prepared-operation';

export interface ExecutionParts {
  readonly subgraphs: Subgraphs;
  readonly errors: ClientErrorOptions;
  readonly logger: Logger;
}

const SUBGRAPH_HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, application/graphql-response+json',
};

/** Of a subscription, what one event needs: its primary fetch, which the event answers, and the rest. */
const nodeOf = ({ node }: QueryPlan): PlanNode | undefined => {
  if (node?.kind !== 'Subscription') return node;
  return { kind: 'Sequence', nodes: node.rest === undefined ? [node.primary] : [node.primary, node.rest] };
};

const isBelow = (path: readonly unknown[], other: readonly unknown[]): boolean =>
  other.every((part, index) => part === path[index]);

/** What is wrong with the answer and is not the consequence of what was reported already. */
const unreported = (completed: readonly GraphQLError[], reported: readonly GraphQLError[]): readonly GraphQLError[] =>
  completed.filter(({ path = [] }) => {
    // A field that is refused to the actor is refused in all elements of a list at once.
    const names = path.filter((part) => typeof part === 'string');
    return reported.every(
      ({ path: cause }) => cause && !isBelow(path, cause) && !isBelow(cause, path) && !isBelow(names, cause),
    );
  });

/** Runs prepared operations: walks their plan, and makes the client's answer of what was fetched. */
export const execution = ({ subgraphs, errors: errorOptions, logger }: ExecutionParts): Execute => {
  const executables = new WeakMap<QueryPlan, Executable>();

  const executable = (operation: PreparedOperation): Executable => {
    const known = executables.get(operation.plan);
    if (known !== undefined) return known;
    const made = executableOf(operation);
    executables.set(operation.plan, made);
    return made;
  };

  const sending = (
    operation: PreparedOperation,
    context: RequestContext,
    event: SubgraphResponse | undefined,
  ): PlanRun['send'] => {
    const sources = subgraphs.of(operation.supergraph);
    const { node } = operation.plan;
    const primary = node?.kind === 'Subscription' ? node.primary : undefined;
    const fetchContext: FetchContext = {
      identityKey: context.identityKey,
      cancellation: context.cancellation,
      headers: { ...context.headers, ...SUBGRAPH_HEADERS },
      shared: operation.kind === 'query',
    };
    return (fetch) => {
      if (fetch.node === primary && event !== undefined) return Promise.resolve(event);
      const source = sources.get(fetch.node.serviceName);
      if (source === undefined) throw new Error(`No subgraph is named ${fetch.node.serviceName}`);
      return source.fetch(fetch, fetchContext);
    };
  };

  const run = async (
    operation: PreparedOperation,
    context: RequestContext,
    event: SubgraphResponse | undefined,
  ): Promise<Completed> => {
    const { variables, plan, supergraph } = operation;
    const { conditions: conditionsFor, complete } = executable(operation);
    const conditions = conditionsFor(variables);
    const data = {};
    const errors: GraphQLError[] = [...operation.refusals];
    const { isTrue } = conditions;
    const node = nodeOf(plan);
    const schema = supergraph.supergraphSchema;
    const send = sending(operation, context, event);
    if (node !== undefined) await runPlan({ schema, variables, isTrue, send, data, errors }, node);
    const completed = complete(data, variables, conditions);
    return { data: completed.data, errors: [...errors, ...unreported(completed.errors, errors)] };
  };

  return async (operation, context, event) => {
    try {
      const result = await run(operation, context, event);
      const data = (operation.renamed ? inClientNames(result.data) : result.data) as ExecutionResult['data'];
      if (result.errors.length === 0) return { data: data ?? null };
      const inClientTerms = (error: GraphQLError): GraphQLError =>
        errorInClientNames(error, operation.supergraph.fieldAliases);
      const masked = result.errors.map((error) => clientGraphQLError(inClientTerms(error), errorOptions));
      return { data: data ?? null, errors: masked };
    } catch (error) {
      logger.error({ err: error, correlationId: context.correlationId }, 'An operation failed');
      const fault = new GraphQLError('Internal error', { extensions: { code: 'INTERNAL_SERVER_ERROR' } });
      return { data: null, errors: [clientGraphQLError(fault, errorOptions)] };
    }
  };
};
