import type { ExecutionResult } from 'graphql';
import { GraphQLError } from 'graphql';
import { buildOperationContext, executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import type { Logger } from '@oms/telemetry';
import { clientGraphQLError, type ClientErrorOptions } from '../operation/client-errors';
import { errorInClientNames, inClientNames } from '../operation/client-names';
import type { Operations, PreparedOperation, RequestContext, SubgraphAnswer } from '../operation/operation';
import type { FetchContext } from '../subgraphs/data-source';
import { errorInRealNames } from '../planning/real-names';
import type { Subgraphs } from '../subgraphs/subgraphs';

export interface ExecutionParts {
  readonly subgraphs: Subgraphs;
  readonly errors: ClientErrorOptions;
  readonly logger: Logger;
}

type ExecutorContext = Parameters<typeof executeQueryPlan>[2];
/** The executor reads only these of the many fields that Apollo Server would give it. */
type ReadByExecutor = Pick<ExecutorContext, 'request' | 'context' | 'metrics' | 'logger'>;

type Sources = Readonly<Record<string, GraphQLDataSource>>;

const SUBGRAPH_HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, application/graphql-response+json',
};

/** The plan of one event: the primary's answer is there already, so it is a fetch like others, followed by the rest. */
const planOfEvent = ({ node }: QueryPlan): QueryPlan => {
  if (node?.kind !== 'Subscription') throw new Error('Only a subscription has events');
  const nodes: PlanNode[] = node.rest === undefined ? [node.primary] : [node.primary, node.rest];
  return { kind: 'QueryPlan', node: { kind: 'Sequence', nodes } };
};

/** Answers the primary fetch of a subscription with the event, and passes on everything else. */
const withEvent = (sources: Sources, { node }: QueryPlan, event: SubgraphAnswer): Sources => {
  if (node?.kind !== 'Subscription') throw new Error('Only a subscription has events');
  const { serviceName, operation } = node.primary;
  const source = sources[serviceName];
  const answering: GraphQLDataSource = {
    process: (options) => {
      if (options.request.query === operation)
        return Promise.resolve(event as Awaited<ReturnType<GraphQLDataSource['process']>>);
      if (source === undefined) throw new Error(`No subgraph is named ${serviceName}`);
      return source.process(options);
    },
  };
  return { ...sources, [serviceName]: answering };
};

/** Runs prepared operations with the executor of `@apollo/gateway`. */
export const execution = ({ subgraphs, errors: errorOptions, logger }: ExecutionParts): Operations['execute'] => {
  const contexts = new WeakMap<QueryPlan, ReturnType<typeof buildOperationContext>>();

  const operationContextOf = ({ plan, document, supergraph, name }: PreparedOperation) => {
    const known = contexts.get(plan);
    if (known !== undefined) return known;
    const operationName = name === undefined ? {} : { operationName: name };
    const built = buildOperationContext({
      schema: supergraph.apiSchema,
      operationDocument: document,
      ...operationName,
    });
    contexts.set(plan, built);
    return built;
  };

  /** Without these, what the executor could not complete would be null in the answer and an error nowhere. */
  const completionErrors = ({ extensions }: ExecutionResult): readonly GraphQLError[] =>
    (extensions?.['valueCompletion'] as readonly GraphQLError[] | undefined) ?? [];

  const run = (operation: PreparedOperation, context: RequestContext, event: SubgraphAnswer | undefined) => {
    const sources = subgraphs.of(operation.supergraph);
    const { plan, supergraph } = operation;
    const fetchContext: FetchContext = {
      request: context,
      headers: { ...context.headers, ...SUBGRAPH_HEADERS },
      shared: operation.kind === 'query',
    };
    const requestContext: ReadByExecutor = {
      request: { variables: operation.variables },
      context: fetchContext,
      metrics: {},
      logger,
    };
    return executeQueryPlan(
      event === undefined ? plan : planOfEvent(plan),
      event === undefined ? sources : withEvent(sources, plan, event),
      requestContext as ExecutorContext,
      operationContextOf(operation),
      supergraph.executor.supergraphSchema,
      supergraph.executor.apiSchema,
    );
  };

  return async (operation, context, event) => {
    try {
      const result = await run(operation, context, event);
      const reported = [...operation.refusals, ...(result.errors ?? [])];
      const errors = reported.length > 0 ? reported : completionErrors(result);
      const data = (operation.renamed ? inClientNames(result.data) : result.data) as ExecutionResult['data'];
      if (errors.length === 0) return { data: data ?? null };
      const nameable = (error: GraphQLError): GraphQLError =>
        errorInClientNames(errorInRealNames(error, operation.supergraph.standIns));
      const told = errors.map((error) => clientGraphQLError(nameable(error), errorOptions));
      return { data: data ?? null, errors: told };
    } catch (error) {
      logger.error({ err: error, correlationId: context.correlationId }, 'An operation failed');
      const fault = new GraphQLError('Internal error', { extensions: { code: 'INTERNAL_SERVER_ERROR' } });
      return { data: null, errors: [clientGraphQLError(fault, errorOptions)] };
    }
  };
};
