import { Kind, OperationTypeNode, parse, type GraphQLFormattedError } from 'graphql';
import type { FetchNode } from '@apollo/query-planner';
import { inSpan, isTracing } from '@oms/telemetry';
import type { Cancellation } from './cancellation';
import type { JsonObject } from './json';
import { uniqueRepresentations, type UniqueRepresentations } from './representations';
import type { SubgraphClient } from './subgraph-client';
import { failureExtensions, SubgraphFailure } from './subgraph-failure';
import type { SubgraphResponse } from './subgraph-response';

/** One error for each entity that is missing, as long as there are few. */
const ENTITY_ERRORS_MAX = 20;

/** One fetch of a plan, with the values of this run. */
export interface PlannedFetch {
  readonly node: FetchNode;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Of the entities to go on with; undefined for a fetch of root fields. */
  readonly representations: readonly JsonObject[] | undefined;
}

/** What all fetches of one operation have in common. */
export interface FetchContext {
  /** Equal for requests that may share a fetch. */
  readonly identityKey: string;
  readonly cancellation: Cancellation;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether fetches may be shared with other requests: not where the answer must be newer than something known. */
  readonly shared: boolean;
}

/** A subgraph as the plans of operations fetch from it. */
export interface SubgraphSource {
  /** A failure becomes errors at what is missing for it. */
  fetch(fetch: PlannedFetch, context: FetchContext): Promise<SubgraphResponse>;
}

interface Body {
  readonly json: string;
  readonly spread: UniqueRepresentations['spread'];
}

/** The beginning of a request's body, which is the same each time. */
const heads = new WeakMap<FetchNode, string>();

const headOf = (node: FetchNode): string => {
  const known = heads.get(node);
  if (known !== undefined) return known;
  const { operation: query, operationName = null } = node;
  const head = `{"query":${JSON.stringify(query)},"operationName":${JSON.stringify(operationName)},"variables":`;
  heads.set(node, head);
  return head;
};

const bodyOf = ({ node, variables, representations }: PlannedFetch): Body => {
  const head = headOf(node);
  const others = JSON.stringify(variables);
  if (representations === undefined) return { json: `${head}${others}}`, spread: (answer) => answer };
  const { json, spread } = uniqueRepresentations(representations);
  return { json: `${head}{"representations":${json}${others === '{}' ? '}' : `,${others.slice(1)}`}}`, spread };
};

/** The names in the answer that a fetch of root fields was to fill. */
const rootNames = (query: string): readonly string[] => {
  const [definition] = parse(query, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return [];
  return definition.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD ? [(selection.alias ?? selection.name).value] : [],
  );
};

/** As long as the plan, as are the beginnings of bodies. */
const namesByNode = new WeakMap<FetchNode, readonly string[]>();

const namesOf = (node: FetchNode): readonly string[] => {
  const names = namesByNode.get(node) ?? rootNames(node.operation);
  namesByNode.set(node, names);
  return names;
};

export const dataSource = (subgraph: SubgraphClient, onFailure: (failure: SubgraphFailure) => void): SubgraphSource => {
  const failed = (failure: SubgraphFailure, { node, representations }: PlannedFetch): SubgraphResponse => {
    onFailure(failure);
    const error = { message: failure.message, extensions: failureExtensions(failure) };
    const paths: (readonly (string | number)[])[] =
      representations === undefined
        ? namesOf(node).map((name) => [name])
        : representations.slice(0, ENTITY_ERRORS_MAX).map((_, index) => ['_entities', index]);
    return { errors: paths.map((path): GraphQLFormattedError => ({ ...error, path })) };
  };

  const answerOf = async (
    planned: PlannedFetch,
    { identityKey, cancellation, headers, shared }: FetchContext,
  ): Promise<SubgraphResponse> => {
    const { json, spread } = bodyOf(planned);
    const kind = planned.node.operationKind === OperationTypeNode.MUTATION ? 'mutation' : 'query';
    const shareBy = kind === 'query' && shared ? `${identityKey}\n${json}` : undefined;
    return spread(await subgraph.fetch({ body: json, headers, cancellation, kind, shareBy }));
  };

  /** The subgraph gets the span of this fetch as the parent of its own. */
  const inFetchSpan = (planned: PlannedFetch, context: FetchContext): Promise<SubgraphResponse> => {
    if (!isTracing()) return answerOf(planned, context);
    const { headers } = context;
    const attributes = { service: planned.node.serviceName };
    return inSpan({ name: 'gateway.fetch', parent: headers['traceparent'], attributes }, (traceparent) =>
      answerOf(planned, { ...context, headers: { ...headers, traceparent } }),
    );
  };

  return {
    fetch: async (planned, context) => {
      try {
        return await inFetchSpan(planned, context);
      } catch (error) {
        if (error instanceof SubgraphFailure) return failed(error, planned);
        throw error;
      }
    },
  };
};
