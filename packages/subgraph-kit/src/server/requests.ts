import { IdentityUnavailable, InvalidToken, type VerifiedActor, type TokenVerifier } from '@oms/auth';
import { startSpan, type Logger } from '@oms/telemetry';
import { identityUnavailable, tokenRefused } from '../errors';
import { correlationIdOf, type RequestContext } from '../request-context';
import type { Running } from './operation-log';

/** The metadata of a request or a subscription. */
interface RequestMetadata {
  readonly correlationId: unknown;
  readonly traceparent: string | undefined;
  readonly idempotencyKey: string | undefined;
}

/** A request under way, with the context that the subgraph made of it. */
export interface Request<C> {
  readonly context: C;
  readonly running: Running;
}

export interface Requests<C> {
  /** Throws the error for the client when the token is not accepted. */
  actorOf(authorization: string | undefined): Promise<VerifiedActor | undefined>;
  begin(actor: VerifiedActor | undefined, metadata: RequestMetadata): Request<C>;
  /** Another context of the same request, with loaders of its own. */
  again(context: C): C;
}

interface RequestsOptions<C> {
  readonly verifier: TokenVerifier;
  readonly context: (request: RequestContext) => C;
  readonly logger: Logger;
}

export const requestsOf = <C extends RequestContext>({
  verifier,
  context,
  logger,
}: RequestsOptions<C>): Requests<C> => ({
  actorOf: async (authorization) => {
    try {
      return await verifier.verify(authorization);
    } catch (error) {
      if (error instanceof InvalidToken) throw tokenRefused(error.message);
      if (error instanceof IdentityUnavailable) throw identityUnavailable();
      throw error;
    }
  },

  begin: (actor, { correlationId: given, traceparent, idempotencyKey }) => {
    const correlationId = correlationIdOf(given);
    const span = startSpan({ name: 'graphql', parent: traceparent, attributes: { correlationId } });
    const request: RequestContext = {
      actor,
      correlationId,
      traceparent: span.traceparent,
      ...(idempotencyKey !== undefined && { idempotencyKey }),
      logger: logger.child({ correlationId }),
    };
    return { context: context(request), running: { startedAt: performance.now(), span } };
  },

  again: ({ actor, correlationId, traceparent, idempotencyKey, logger: ofRequest }) =>
    context({
      actor,
      correlationId,
      traceparent,
      ...(idempotencyKey !== undefined && { idempotencyKey }),
      logger: ofRequest,
    }),
});
