import { GraphQLError } from 'graphql';
import type { Logger } from '@oms/telemetry';
import type { Asker, Preparation } from './operation';

/** A fault of ours while an operation was prepared, as the refusal of that operation. */
export type FaultOf = (error: unknown, asker: Asker, operation?: string) => Preparation;

/** Writes the fault down with the correlation id that the client is told, and tells the client no more than that. */
export const preparationFaults =
  (logger: Logger): FaultOf =>
  (error, { correlationId }, operation) => {
    logger.error({ err: error, correlationId, operation }, 'An operation could not be prepared');
    const extensions = { code: 'INTERNAL_SERVER_ERROR', correlationId, http: { status: 500 } };
    return { ok: false, status: 500, errors: [new GraphQLError('Internal error', { extensions })] };
  };
