import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Identity } from '../../execution/prepared-operation';
import type { OperationRequest } from '../../operation/operation';
import { tokenExpired } from '../../subscriptions/end-reasons';
import type { SubscriptionLimits } from '../../subscriptions/limits';
import type { SubscriptionMetrics } from '../../subscriptions/metrics';
import type { OperationRunner, Stop } from '../../subscriptions/operation-runner';
import type { ConnectionCount } from '../connection-count';
import { Heartbeat } from '../heartbeat';
import type { Identify } from '../identify';
import { operationRequestFrom } from '../operation-request';
import { BadRequest, identityRefusal, refuse, tryAgainLater } from '../refusal';
import { onTokenExpiry } from '../token-expiry';
import { EventStream } from './event-stream';

const CLOSES_PER_TURN = 100;

export interface EventStreamsParts {
  readonly identify: Identify;
  readonly runner: OperationRunner;
  readonly count: ConnectionCount;
  readonly limits: SubscriptionLimits;
  /** Of a request; a larger one is answered with 413. */
  readonly bodyBytesMax: number;
  readonly metrics: SubscriptionMetrics;
}

/** GraphQL over SSE: each request is one operation, and its response the stream of that operation's answers. */
export class EventStreams {
  readonly #parts: EventStreamsParts;
  readonly #heartbeat: Heartbeat;
  readonly #streams = new Map<EventStream, Promise<void>>();
  #stopping = false;

  constructor(parts: EventStreamsParts) {
    this.#parts = parts;
    this.#heartbeat = new Heartbeat(parts.limits.heartbeatMs);
  }

  /** `body` is that of the request, if it was read already. */
  async serve(request: IncomingMessage, response: ServerResponse, body?: unknown): Promise<void> {
    const { runner, bodyBytesMax } = this.#parts;
    try {
      this.#occupy(response, this.#stopping ? undefined : this.#parts.count.take());
      const operation = await operationRequestFrom(request, { body, bodyBytesMax });
      const identity = await this.#parts.identify(request.headers);
      this.#occupy(response, this.#parts.count.takeFor(identity.actor));
      if (request.method === 'GET') this.#checkReads(operation, identity);
      if (response.destroyed) return;
      this.#stream(response, identity, (answers) => runner.run(operation, identity, answers));
    } catch (error) {
      await refuse(request, response, refusalOf(error));
    }
  }

  /** Ends all streams and resolves when they are gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const gone = [...this.#streams.values()];
    let ended = 0;
    for (const stream of [...this.#streams.keys()]) {
      stream.goAway();
      if (++ended % CLOSES_PER_TURN === 0) await nextTurn();
    }
    await Promise.all(gone);
    this.#heartbeat.stop();
  }

  /** A GET must not change anything: a page could make a browser send it without the user's consent. */
  #checkReads(operation: OperationRequest, identity: Identity): void {
    if (this.#parts.runner.kindOf(operation, identity) !== 'mutation') return;
    throw new BadRequest(405, 'A mutation needs a POST request.', { headers: { allow: 'POST' } });
  }

  #occupy(response: ServerResponse, releaseConnection: (() => void) | undefined): void {
    if (releaseConnection === undefined) throw new ConnectionLimitReached();
    if (response.destroyed) releaseConnection();
    else response.once('close', releaseConnection);
  }

  #stream(response: ServerResponse, { actor, correlationId }: Identity, run: (stream: EventStream) => Stop): void {
    const { limits, metrics } = this.#parts;
    const stream = new EventStream(response, limits, metrics);
    const forgetExpiry = onTokenExpiry(actor, () => {
      stream.expire(tokenExpired());
    });
    const leaveHeartbeat = this.#heartbeat.add(stream);
    const gone = new Promise<void>((resolve) => {
      response.once('close', () => {
        forgetExpiry();
        leaveHeartbeat();
        this.#streams.delete(stream);
        metrics.disconnected('sse');
        resolve();
      });
    });
    this.#streams.set(stream, gone);
    metrics.connected('sse');
    stream.start(correlationId, () => run(stream));
  }
}

class ConnectionLimitReached extends Error {}

/** Why a request becomes no stream. */
const refusalOf = (error: unknown): BadRequest => {
  if (error instanceof BadRequest) return error;
  if (error instanceof ConnectionLimitReached)
    return tryAgainLater('OVERLOADED', 'Too many connections: close some, or try again later.');
  return identityRefusal(error);
};
