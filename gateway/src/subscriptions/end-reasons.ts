import { GraphQLError } from 'graphql';
import { SERVICE_UNAVAILABLE } from '../subgraphs/subgraph-failure';

/** Why a subscription ended, as the metrics count it. */
export type EndReason =
  | 'client_left'
  | 'completed'
  | 'refused'
  | 'upstream_failed'
  | 'too_many_events'
  | 'slow_client'
  | 'token_expired'
  | 'supergraph_changed'
  | 'shutdown';

export const tooManyOperations = (max: number): GraphQLError =>
  new GraphQLError(`This socket already runs ${max.toString()} operations: complete some, or open another socket.`, {
    extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' },
  });

export const tooMuchKept = (): GraphQLError =>
  new GraphQLError('All running subscriptions together keep too much: subscribe again later, or with less.', {
    extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' },
  });

export const tooManyEvents = (): GraphQLError =>
  new GraphQLError(
    'Events come faster than they can be joined with other subgraphs: subscribe again, or ask for less.',
    {
      extensions: { code: 'TOO_MANY_EVENTS' },
    },
  );

export const supergraphChanged = (): GraphQLError =>
  new GraphQLError('The schema has changed and this subscription is no longer part of it: load the schema again.', {
    extensions: { code: 'SUPERGRAPH_CHANGED' },
  });

export const upstreamLost = (subgraph: string): GraphQLError =>
  new GraphQLError(
    `The subgraph "${subgraph}" does not serve this subscription at the moment: subscribe again later.`,
    {
      extensions: { code: SERVICE_UNAVAILABLE, retryable: true, serviceName: subgraph },
    },
  );

export const upstreamRefused = (subgraph: string): GraphQLError =>
  new GraphQLError(`The subgraph "${subgraph}" does not accept this actor.`, {
    extensions: { code: 'FORBIDDEN', serviceName: subgraph },
  });

export const tokenExpired = (): GraphQLError =>
  new GraphQLError('The token has expired: subscribe again with a fresh one.', {
    extensions: { code: 'UNAUTHENTICATED' },
  });

export const shuttingDown = (): GraphQLError =>
  new GraphQLError('This gateway is shutting down: connect again.', { extensions: { code: 'SHUTTING_DOWN' } });

export const nothingToSubscribeTo = (): GraphQLError =>
  new GraphQLError('This subscription selects nothing that could happen.', { extensions: { code: 'BAD_USER_INPUT' } });
