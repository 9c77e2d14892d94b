import { GraphQLError } from 'graphql';

const HTTP_UNAUTHORIZED = 401;
const HTTP_UNAVAILABLE = 503;

/** Input that is not well-formed, so that nothing was tried with it. `field` is the path within the arguments: `input.items.0.sku`. */
export const badUserInput = (field: string, message: string): GraphQLError =>
  new GraphQLError(`${field}: ${message}`, { extensions: { code: 'BAD_USER_INPUT', field } });

export const unauthenticated = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED' } });

export const forbidden = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'FORBIDDEN' } });

/** A token that cannot be accepted refuses the request as a whole, public fields included. */
export const tokenRefused = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED', http: { status: HTTP_UNAUTHORIZED } } });

/**
 * A party that the answer depends on is away or behind: nothing was done, and the same request may well succeed a moment later.
 */
export const serviceUnavailable = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } });

export const identityUnavailable = (): GraphQLError =>
  new GraphQLError('Tokens cannot be checked at the moment; try again.', {
    extensions: { code: 'SERVICE_UNAVAILABLE', http: { status: HTTP_UNAVAILABLE } },
  });
