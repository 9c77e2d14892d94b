import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { badUserInput } from '../errors';

const FAULT_CODE = 'INTERNAL_SERVER_ERROR';

/** A store names the error so when a cursor cannot be decoded; by then the resolver's own checks are long past. */
const isBadCursor = (error: unknown): boolean => error instanceof Error && error.name === 'BadCursor';

/** Whether it is ours to fix, rather than the caller's: everything that was not thrown for the caller to read. */
export const isFault = (error: unknown): boolean => {
  const cause = unwrapResolverError(error);
  if (isBadCursor(cause)) return false;
  if (!(cause instanceof GraphQLError)) return true;
  const { code } = cause.extensions;
  if (code !== undefined) return code === FAULT_CODE;
  // Without a code it is meant for the caller only when it is about the document, not about what a resolver did.
  return error instanceof GraphQLError && error.path !== undefined;
};

/** What the client sees of an error: nothing of a fault but its place. */
export const maskError = (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
  const { path, locations } = formatted;
  const place = { ...(locations !== undefined && { locations }), ...(path !== undefined && { path }) };
  if (isFault(error)) return { message: 'Internal server error', ...place, extensions: { code: FAULT_CODE } };
  if (isBadCursor(unwrapResolverError(error))) {
    const refusal = badUserInput('after', 'is not a cursor that this API gave out.');
    return { ...refusal.toJSON(), ...place };
  }
  return formatted;
};

/** So that the line in the log can be found from what the client saw. */
export const withCorrelationId = (formatted: GraphQLFormattedError, correlationId: string): GraphQLFormattedError =>
  formatted.extensions?.['code'] === FAULT_CODE
    ? { ...formatted, extensions: { ...formatted.extensions, correlationId } }
    : formatted;
