import type { ServerResponse } from 'node:http';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { EndReason } from '../../subscriptions/end-reasons';
import type { SubscriptionLimits } from '../../subscriptions/limits';
import type { SubscriptionMetrics } from '../../subscriptions/metrics';
import type { Answers, Stop } from '../../subscriptions/operation-runner';

/** How long a client may take to read what was sent before the end. */
const CLOSE_WAIT_MS = 2_000;

const nothingToStop: Stop = () => undefined;

/**
 * One operation's answers as server-sent events, in the distinct connections mode of
 * https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
 */
export class EventStream implements Answers {
  readonly #response: ServerResponse;
  readonly #limits: SubscriptionLimits;
  readonly #metrics: SubscriptionMetrics;
  #stop: Stop = nothingToStop;

  constructor(response: ServerResponse, limits: SubscriptionLimits, metrics: SubscriptionMetrics) {
    this.#response = response;
    this.#limits = limits;
    this.#metrics = metrics;
  }

  /** `run` starts the operation whose answers these are. */
  start(correlationId: string, run: () => Stop): void {
    this.#response.writeHead(200, {
      'x-correlation-id': correlationId,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      connection: 'keep-alive',
      // Proxies such as nginx would otherwise hold events back until a buffer is full.
      'x-accel-buffering': 'no',
    });
    this.#response.on('error', () => undefined);
    this.#response.on('close', () => {
      this.#leave('client_left');
    });
    // Some browsers believe in a stream only when they have read something.
    this.beat();
    const stop = run();
    if (!this.#response.writableEnded) this.#stop = stop;
  }

  next(payload: string): void {
    this.#write(`event: next\ndata: ${payload}\n\n`);
  }

  /** The protocol has no message for errors: they come as an answer, and that was the last one. */
  error(errors: readonly GraphQLFormattedError[]): void {
    this.next(JSON.stringify({ errors }));
    this.complete();
  }

  complete(): void {
    // EventSource dispatches nothing for an event that has no data line.
    this.#write('event: complete\ndata: \n\n');
    this.#end();
  }

  beat(): void {
    this.#write(':\n\n');
  }

  expire(error: GraphQLError): void {
    this.#leave('token_expired');
    this.error([error.toJSON()]);
  }

  /** Ends without `complete`, so that the client connects again. */
  goAway(): void {
    this.#leave('shutdown');
    this.#end();
  }

  #write(text: string): void {
    if (this.#response.writableEnded || this.#response.destroyed) return;
    if (this.#response.writableLength > this.#limits.unreadBytesMax) {
      this.#metrics.dropped('sse');
      this.#leave('slow_client');
      this.#response.destroy();
      return;
    }
    this.#response.write(text);
  }

  #end(): void {
    this.#stop = nothingToStop;
    this.#response.end();
    setTimeout(() => this.#response.destroy(), CLOSE_WAIT_MS).unref();
  }

  #leave(reason: EndReason): void {
    const stop = this.#stop;
    this.#stop = nothingToStop;
    stop(reason);
  }
}
