import { isNativeError } from 'node:util/types';
import { unwrapResolverError } from '@apollo/server/errors';
import { isTransientDatabaseError } from '@oms/database';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { badUserInput, SERVICE_UNAVAILABLE, serviceUnavailable } from '../errors';

const FAULT_CODE = 'INTERNAL_SERVER_ERROR';

/** True for a mutation as well: one that lost its connection may have been committed, which its key makes harmless. */
export const UNAVAILABLE_TEXT =
  'The service is unavailable at the moment. Try again; a mutation with the same idempotency key.';

/** A store names the error so when a cursor cannot be decoded; by then the resolver's own checks are long past. */
const isBadCursor = (error: unknown): boolean => error instanceof Error && error.name === 'BadCursor';

/** What was thrown, below whatever GraphQL wraps it in; what is no Error, or one of another realm, it wraps twice. */
const thrownIn = (error: unknown): unknown => {
  if (error instanceof GraphQLError && error.originalError !== undefined) return thrownIn(error.originalError);
  return error instanceof Error && 'thrownValue' in error ? error.thrownValue : error;
};

/** Whether the database was unavailable or busy: the request may succeed when it is repeated. */
export const isTransient = (error: unknown): boolean => isTransientDatabaseError(thrownIn(error));

export const isUnavailable = ({ extensions }: GraphQLFormattedError): boolean =>
  extensions?.['code'] === SERVICE_UNAVAILABLE;

/** Whether it is ours to fix, rather than the client's: everything that was not thrown for the client to read. */
export const isFault = (error: unknown): boolean => {
  if (isTransient(error)) return false;
  const cause = unwrapResolverError(error);
  if (isBadCursor(cause)) return false;
  if (!(cause instanceof GraphQLError)) return true;
  const { code } = cause.extensions;
  if (code !== undefined) return code === FAULT_CODE;
  // Without a code it is meant for the client only when it is about the document, not about what a resolver did.
  return error instanceof GraphQLError && error.path !== undefined;
};

/** What the client sees of an error: nothing of a fault but its place. */
export const maskError = (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
  const { path, locations } = formatted;
  const place = { ...(locations !== undefined && { locations }), ...(path !== undefined && { path }) };
  if (isTransient(error)) return { ...serviceUnavailable(UNAVAILABLE_TEXT).toJSON(), ...place };
  if (isFault(error)) return { message: 'Internal server error', ...place, extensions: { code: FAULT_CODE } };
  if (isBadCursor(unwrapResolverError(error))) {
    const refusal = badUserInput('after', 'is not a cursor that this API gave out.');
    return { ...refusal.toJSON(), ...place };
  }
  return formatted;
};

/** So that the line in the log can be found from what the client saw. */
export const withCorrelationId = (formatted: GraphQLFormattedError, correlationId: string): GraphQLFormattedError =>
  formatted.extensions?.['code'] === FAULT_CODE || isUnavailable(formatted)
    ? { ...formatted, extensions: { ...formatted.extensions, correlationId } }
    : formatted;

/**
 * What was thrown, for those who pass on GraphQL errors alone. Outside of a resolver, GraphQL makes errors that pass for
 * ones about the document, whose text the client sees: so it is marked as a fault here, unless it is transient.
 */
export const asGraphQLError = (error: unknown): GraphQLError => {
  if (error instanceof GraphQLError) return error;
  const originalError = isNativeError(error) ? error : new Error(String(error));
  return new GraphQLError('Internal server error', { originalError, extensions: { code: FAULT_CODE } });
};
