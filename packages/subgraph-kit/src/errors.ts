import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';

const HTTP_UNAUTHORIZED = 401;
export const HTTP_UNAVAILABLE = 503;

export const SERVICE_UNAVAILABLE = 'SERVICE_UNAVAILABLE';

/** Seconds, as the header has it: what is transient is rarely over sooner, and clients should not wait for nothing. */
export const RETRY_AFTER_S = '1';

/** Input that is not well-formed, so that nothing was tried with it. `field` is the path within the arguments: `input.items.0.sku`. */
export const badUserInput = (field: string, message: string): GraphQLError =>
  new GraphQLError(`${field}: ${message}`, { extensions: { code: 'BAD_USER_INPUT', field } });

/** What a query or a subscription is about does not exist, or may not be seen by the actor: the two look alike. */
export const notFound = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'NOT_FOUND' } });

export const unauthenticated = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED' } });

export const forbidden = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'FORBIDDEN' } });

/** A token that cannot be accepted refuses the request as a whole, public fields included. */
export const tokenRefused = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED', http: { status: HTTP_UNAUTHORIZED } } });

/**
 * The request is fine and may succeed in a moment. The message must name nothing internal.
 *
 * It sets no HTTP status: whether the whole answer has the status 503 depends on what else is in it.
 */
export const serviceUnavailable = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: SERVICE_UNAVAILABLE, retryable: true } });

/** The same for a request of which nothing was executed: it has the status 503. */
export const requestUnavailable = (message: string): GraphQLError =>
  new GraphQLError(message, {
    extensions: {
      ...serviceUnavailable(message).extensions,
      http: { status: HTTP_UNAVAILABLE, headers: new HeaderMap([['retry-after', RETRY_AFTER_S]]) },
    },
  });

export const identityUnavailable = (): GraphQLError =>
  requestUnavailable('Tokens cannot be checked at the moment; try again.');
