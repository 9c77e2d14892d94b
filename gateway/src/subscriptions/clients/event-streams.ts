import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { InvalidToken } from '@oms/auth';
import type { Identify, Identity } from '../../http/identify';
import { BadRequest } from '../../http/request-body';
import type { SubscriptionLimits } from '../limits';
import type { SubscriptionMetrics } from '../metrics';
import type { OperationRunner } from '../operation-runner';
import { shuttingDown, tokenExpired } from '../reasons';
import type { ConnectionCount } from './connection-count';
import { EventStream } from './event-stream';
import { operationRequestFrom } from './event-stream-request';
import { Heartbeat } from './heartbeat';
import { onTokenExpiry } from './token-expiry';

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
export interface EventStreams {
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Ends all streams and resolves when they are gone. */
  stop(): Promise<void>;
}

export const eventStreams = (parts: EventStreamsParts): EventStreams => {
  const { identify, runner, count, limits, metrics } = parts;
  const streams = new Map<EventStream, Promise<void>>();
  const heartbeat = new Heartbeat(limits.heartbeatMs);
  let stopping = false;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const place = stopping ? undefined : count.take();
    if (place === undefined) {
      refuse(response, 503, stopping ? shuttingDown().message : 'Too many connections: try again later.');
      return;
    }
    response.once('close', place);
    const identity = await identified(request, response);
    if (identity === undefined) return;
    try {
      const operation = await operationRequestFrom(request, parts.bodyBytesMax);
      stream(response, identity, (answers) =>
        runner.run(operation, { identity, readOnly: request.method === 'GET' }, answers),
      );
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error;
      refuse(response, error.status, error.message);
    }
  };

  const identified = async (request: IncomingMessage, response: ServerResponse): Promise<Identity | undefined> => {
    try {
      const identity = await identify(request.headers);
      const place = count.takeFor(identity.caller);
      if (place === undefined) {
        refuse(response, 503, 'Too many connections of this caller: close some.');
        return undefined;
      }
      response.once('close', place);
      return identity;
    } catch (error) {
      if (error instanceof InvalidToken) refuse(response, 401, 'The token is not valid.');
      else refuse(response, 503, 'Identity cannot be checked at the moment: try again later.');
      return undefined;
    }
  };

  const stream = (
    response: ServerResponse,
    identity: Identity,
    run: (answers: EventStream) => ReturnType<OperationRunner['run']>,
  ): void => {
    const answers = new EventStream(response, limits, metrics);
    const forgetExpiry = onTokenExpiry(identity.caller, () => {
      answers.expire(tokenExpired());
    });
    const leaveHeartbeat = heartbeat.add(answers);
    const gone = new Promise<void>((resolve) => {
      response.once('close', () => {
        forgetExpiry();
        leaveHeartbeat();
        streams.delete(answers);
        metrics.disconnected('sse');
        resolve();
      });
    });
    streams.set(answers, gone);
    metrics.connected('sse');
    answers.start(() => run(answers));
  };

  const stop = async (): Promise<void> => {
    stopping = true;
    const gone = [...streams.values()];
    let ended = 0;
    for (const answers of [...streams.keys()]) {
      answers.goAway();
      if (++ended % CLOSES_PER_TURN === 0) await nextTurn();
    }
    await Promise.all(gone);
    heartbeat.stop();
  };

  return { serve, stop };
};

const refuse = (response: ServerResponse, status: number, message: string): void => {
  if (response.destroyed) return;
  const code = status === 401 ? 'UNAUTHENTICATED' : status === 503 ? 'OVERLOADED' : 'BAD_REQUEST';
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    ...(status === 503 && { 'retry-after': '5' }),
  });
  response.end(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
};
