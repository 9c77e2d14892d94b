import { Kind, parse, type GraphQLFormattedError } from 'graphql';
import type { GraphQLDataSource } from '@apollo/gateway';
import { trace } from '@opentelemetry/api';
import { LRUCache } from 'lru-cache';
import type { RequestContext, SubgraphAnswer } from '../operation/operation';
import { uniqueRepresentations, type UniqueRepresentations } from './representations';
import type { SubgraphClient } from './subgraph-client';
import { SubgraphFailure } from './subgraph-failure';

/** One error for each entity that is missing, as long as there are few; a list of a thousand says no more than this. */
const ENTITY_ERRORS_MAX = 20;
const ROOT_NAMES_CACHED_MAX = 1_000;

/** What the executor hands to each fetch of one operation. */
export interface FetchContext {
  readonly request: RequestContext;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether fetches may be shared with other requests: not where the answer must be newer than something known. */
  readonly shared: boolean;
}

type ProcessOptions = Parameters<GraphQLDataSource['process']>[0];
type ProcessAnswer = Awaited<ReturnType<GraphQLDataSource['process']>>;

/** With tracing on, the subgraph's spans belong below that of this very fetch. */
const inActiveSpan = (headers: FetchContext['headers']): FetchContext['headers'] => {
  const span = trace.getActiveSpan()?.spanContext();
  if (span === undefined) return headers;
  const flags = span.traceFlags.toString(16).padStart(2, '0');
  return { ...headers, traceparent: `00-${span.traceId}-${span.spanId}-${flags}` };
};

interface Body {
  readonly json: string;
  readonly entities: number;
  readonly spread: UniqueRepresentations['spread'];
}

const bodyOf = ({ query, operationName, variables }: ProcessOptions['request']): Body => {
  const head = `{"query":${JSON.stringify(query)},"operationName":${JSON.stringify(operationName ?? null)},"variables":`;
  const representations: unknown = variables?.['representations'];
  if (!Array.isArray(representations))
    return { json: `${head}${JSON.stringify(variables ?? {})}}`, entities: 0, spread: (answer) => answer };
  const { json, spread } = uniqueRepresentations(representations);
  const others = Object.entries(variables ?? {}).flatMap(([name, value]) =>
    name === 'representations' || value === undefined ? [] : [`,${JSON.stringify(name)}:${JSON.stringify(value)}`],
  );
  return { json: `${head}{"representations":${json}${others.join('')}}}`, entities: representations.length, spread };
};

/** The names in the answer that a fetch of root fields was to fill. */
const rootNames = (query: string): readonly string[] => {
  const [definition] = parse(query, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return [];
  return definition.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD ? [(selection.alias ?? selection.name).value] : [],
  );
};

/** Lets a subgraph be fetched from by the executor of `@apollo/gateway`. A failure becomes errors at what is missing for it. */
export const dataSource = (
  subgraph: SubgraphClient,
  onFailure: (failure: SubgraphFailure) => void,
): GraphQLDataSource => {
  const namesByQuery = new LRUCache<string, readonly string[]>({ max: ROOT_NAMES_CACHED_MAX });

  const namesOf = (query: string): readonly string[] => {
    const names = namesByQuery.get(query) ?? rootNames(query);
    namesByQuery.set(query, names);
    return names;
  };

  const failed = (failure: SubgraphFailure, query: string, entities: number): SubgraphAnswer => {
    onFailure(failure);
    const error = { message: failure.message, extensions: { code: failure.code } };
    const paths: (readonly (string | number)[])[] =
      entities > 0
        ? Array.from({ length: Math.min(entities, ENTITY_ERRORS_MAX) }, (_, index) => ['_entities', index])
        : namesOf(query).map((name) => [name]);
    return { errors: paths.map((path): GraphQLFormattedError => ({ ...error, path })) };
  };

  const process = async (options: ProcessOptions): Promise<SubgraphAnswer> => {
    const context = options.context as FetchContext;
    const query = options.request.query ?? '';
    const { json, entities, spread } = bodyOf(options.request);
    const kind = query.startsWith('mutation') ? 'mutation' : 'query';
    const shareBy = kind === 'query' && context.shared ? `${context.request.identityKey}\n${json}` : undefined;
    try {
      const { cancellation } = context.request;
      return spread(
        await subgraph.fetch({ body: json, headers: inActiveSpan(context.headers), cancellation, kind, shareBy }),
      );
    } catch (error) {
      if (error instanceof SubgraphFailure) return failed(error, query, entities);
      throw error;
    }
  };

  // The executor's type asks for instances of GraphQLError; it reads messages, paths and extensions only.
  return { process: async (options) => (await process(options)) as ProcessAnswer };
};
