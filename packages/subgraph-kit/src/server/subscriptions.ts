import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  OperationTypeNode,
  type OperationDefinitionNode,
} from 'graphql';
import type { RequestContext } from '../request-context';
import { excessOf, excessOfVariables, parsedDocument } from './documents';
import { mapEvents } from './map-events';
import { asGraphQLError } from './masking';

export interface SubscribePayload {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/** A subscription that may be opened. */
export interface PreparedSubscription {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

const refused = (message: string): readonly GraphQLError[] => [
  new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } }),
];

const parsed = (query: string): DocumentNode | GraphQLError => {
  try {
    return parsedDocument(query);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return new GraphQLError(message, { extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
  }
};

/** The HTTP status of an error means nothing on a socket. */
const withoutHttp = ({ message, extensions: { code } }: GraphQLError): GraphQLError =>
  new GraphQLError(message, { extensions: { code } });

const suggestion = / ?Did you mean .*$/s;

/** The same rules as over HTTP, and one more: everything that is not a subscription belongs there. */
export const prepareSubscription = (
  schema: GraphQLSchema,
  { query, operationName, variables }: SubscribePayload,
): PreparedSubscription | readonly GraphQLError[] => {
  const document = parsed(query);
  if (document instanceof GraphQLError) return [document];
  const excess = [...excessOf(document), ...excessOfVariables(variables)];
  if (excess.length > 0) return excess.map(withoutHttp);
  const mistakes = validate(schema, document, [...specifiedRules, NoSchemaIntrospectionCustomRule]);
  if (mistakes.length > 0) {
    return mistakes.map(({ message, nodes }) => {
      const extensions = { code: 'GRAPHQL_VALIDATION_FAILED' };
      return new GraphQLError(message.replace(suggestion, ''), { ...(nodes !== undefined && { nodes }), extensions });
    });
  }
  const operation = getOperationAST(document, operationName);
  if (!operation) return refused('The document has several operations: name the one to be run.');
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION)
    return refused('Only subscriptions travel here: use HTTP for the rest.');
  return { document, operation };
};

/**
 * Opens the source and executes the operation for each event.
 *
 * Each event has a context of its own, made like a request's: a loader that lived as long as the subscription would
 * answer every event with what it saw at the first. Whatever fails ends this subscription, never the socket with all
 * the others on it.
 */
export const subscribeWith = async (
  args: ExecutionArgs,
  contextOfEvent: () => RequestContext,
): Promise<AsyncIterableIterator<ExecutionResult, undefined> | ExecutionResult> => {
  try {
    const source = await createSourceEventStream({ ...args, contextValue: contextOfEvent() });
    if (!(Symbol.asyncIterator in source)) return source;
    return mapEvents(source, (event) => execute({ ...args, rootValue: event, contextValue: contextOfEvent() }));
  } catch (error) {
    return { errors: [asGraphQLError(error)] };
  }
};
