import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, MessageType, type ConnectionInitMessage, type SubscribeMessage } from 'graphql-ws';
import type { GraphQLFormattedError } from 'graphql';
import { IdentityUnavailable, InvalidToken } from '@oms/auth';
import type { Logger } from '@oms/telemetry';
import type { RawData, WebSocket } from 'ws';
import type { Identity } from '../../execution/prepared-operation';
import { tooManyOperations, type EndReason } from '../../subscriptions/end-reasons';
import type { SubscriptionLimits } from '../../subscriptions/limits';
import type { SubscriptionMetrics } from '../../subscriptions/metrics';
import type { Answers, OperationRunner, Stop } from '../../subscriptions/operation-runner';
import type { ConnectionCount } from '../connection-count';
import type { Identify } from '../identify';
import { onTokenExpiry } from '../token-expiry';
import { messageRate, alreadyExists, headersOfInit, messageFrom, requestOf } from './messages';
import { textFrames } from './text-frame';

/** Close codes of the WebSocket protocol itself; those of graphql-transport-ws are in `CloseCode`. */
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;

/** How long a client may take to read what was sent before our close frame, and to answer that. */
const CLOSE_WAIT_MS = 2_000;

const frame = textFrames();

export interface SessionParts {
  readonly identify: Identify;
  readonly runner: OperationRunner;
  readonly count: ConnectionCount;
  readonly limits: SubscriptionLimits;
  readonly metrics: SubscriptionMetrics;
  readonly logger: Logger;
}

/**
 * The server's side of graphql-transport-ws on one socket:
 * https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
 *
 * The messages, their validation and the close codes are those of graphql-ws. Its server is not used because it
 * serialises an answer anew for each client, and because it waits without a bound for a client that does not read.
 */
export class WebSocketSession {
  readonly #socket: WebSocket;
  /** What the WebSocket is on. */
  readonly #connection: Duplex;
  readonly #headers: IncomingHttpHeaders;
  readonly #parts: SessionParts;
  readonly #operations = new Map<string, Stop>();
  readonly #admitMessage: () => boolean;
  #initWait: NodeJS.Timeout | undefined;
  #initReceived = false;
  #identity: Identity | undefined;
  #alive = true;
  #closing = false;
  #releaseConnection: () => void = () => undefined;
  #forgetExpiry: () => void = () => undefined;

  constructor(socket: WebSocket, request: Pick<IncomingMessage, 'headers' | 'socket'>, parts: SessionParts) {
    this.#socket = socket;
    this.#connection = request.socket;
    this.#headers = request.headers;
    this.#parts = parts;
    this.#admitMessage = messageRate(parts.limits.messagesPerSecondMax);
  }

  start(): void {
    this.#initWait = setTimeout(() => {
      this.#close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout', 'refused');
    }, this.#parts.limits.initWaitMs);
    this.#socket.on('message', (data) => {
      if (this.#admit())
        this.#guarded(() => {
          this.#onMessage(data);
        });
    });
    this.#socket.on('ping', (data) => {
      if (this.#admit() && this.#canSend()) this.#socket.pong(data);
    });
    this.#socket.on('pong', () => {
      this.#alive = true;
    });
    // The close event follows with what there is to say.
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => {
      this.#release('client_left');
    });
  }

  /** A socket without a pong since the last ping is dead: its peer has vanished without closing it. */
  beat(): void {
    if (!this.#alive) {
      this.#socket.terminate();
      return;
    }
    this.#alive = false;
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  goAway(): void {
    this.#close(GOING_AWAY, 'Going away', 'shutdown');
  }

  /** A fault of ours ends this socket, and no other. */
  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#parts.logger.error({ err: error }, 'A message of a WebSocket could not be handled');
      this.#close(CloseCode.InternalServerError, 'Internal server error', 'refused');
    }
  }

  #onMessage(data: RawData): void {
    const message = messageFrom(data);
    switch (message?.type) {
      case MessageType.ConnectionInit:
        void this.#onInit(message);
        return;
      case MessageType.Subscribe:
        this.#onSubscribe(message);
        return;
      case MessageType.Complete:
        this.#operations.get(message.id)?.('client_left');
        this.#operations.delete(message.id);
        return;
      case MessageType.Ping:
        this.#send(JSON.stringify({ type: MessageType.Pong, payload: message.payload ?? undefined }));
        return;
      case MessageType.Pong:
        return;
      // Messages that only servers may send, and what is no message at all.
      case MessageType.ConnectionAck:
      case MessageType.Next:
      case MessageType.Error:
      case undefined:
        this.#close(CloseCode.BadRequest, 'Invalid message received', 'refused');
    }
  }

  async #onInit(message: ConnectionInitMessage): Promise<void> {
    if (this.#initReceived) {
      this.#close(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests', 'refused');
      return;
    }
    this.#initReceived = true;
    clearTimeout(this.#initWait);
    const identity = await this.#identify(message);
    if (identity === undefined || this.#closing) return;
    const place = this.#parts.count.takeFor(identity.actor);
    if (place === undefined) {
      this.#close(TRY_AGAIN_LATER, 'Too many connections of this actor', 'refused');
      return;
    }
    this.#releaseConnection = place;
    this.#forgetExpiry = onTokenExpiry(identity.actor, () => {
      this.#close(CloseCode.Forbidden, 'Token expired', 'token_expired');
    });
    this.#identity = identity;
    this.#send(JSON.stringify({ type: MessageType.ConnectionAck }));
  }

  async #identify(message: ConnectionInitMessage): Promise<Identity | undefined> {
    try {
      return await this.#parts.identify({ ...this.#headers, ...headersOfInit(message.payload) });
    } catch (error) {
      if (error instanceof InvalidToken) this.#close(CloseCode.Forbidden, 'Forbidden', 'refused');
      else if (error instanceof IdentityUnavailable)
        this.#close(TRY_AGAIN_LATER, 'The token cannot be checked at the moment', 'refused');
      else this.#close(CloseCode.InternalServerError, 'Internal server error', 'refused');
      return undefined;
    }
  }

  #onSubscribe({ id, payload }: SubscribeMessage): void {
    const { operationsPerSocketMax } = this.#parts.limits;
    if (this.#identity === undefined) {
      this.#close(CloseCode.Unauthorized, 'Unauthorized', 'refused');
      return;
    }
    if (this.#operations.has(id)) {
      this.#close(CloseCode.SubscriberAlreadyExists, alreadyExists(id), 'refused');
      return;
    }
    if (this.#operations.size >= operationsPerSocketMax) {
      this.#sendError(id, [tooManyOperations(operationsPerSocketMax).toJSON()]);
      return;
    }
    this.#operations.set(id, () => undefined);
    const stop = this.#parts.runner.run(requestOf(payload), this.#identity, this.#answersTo(id));
    // A refused operation is over by now.
    if (this.#operations.has(id)) this.#operations.set(id, stop);
    else if (this.#closing) stop('refused');
  }

  #answersTo(id: string): Answers {
    const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    return {
      next: (payload) => {
        // Whole frames may be mixed with those of `ws`, which writes each at once, since nothing is compressed.
        if (this.#canSend()) this.#connection.write(frame(head, payload));
      },
      error: (errors) => {
        this.#operations.delete(id);
        this.#sendError(id, errors);
      },
      complete: () => {
        this.#operations.delete(id);
        this.#send(JSON.stringify({ id, type: MessageType.Complete }));
      },
    };
  }

  #sendError(id: string, payload: readonly GraphQLFormattedError[]): void {
    this.#send(JSON.stringify({ id, type: MessageType.Error, payload }));
  }

  #send(text: string): void {
    if (this.#canSend()) this.#socket.send(text);
  }

  /** Nothing is kept for a client beyond its limit: it is disconnected, and finds the present state when it comes back. */
  #canSend(): boolean {
    if (this.#socket.readyState !== this.#socket.OPEN) return false;
    if (this.#socket.bufferedAmount <= this.#parts.limits.unreadBytesMax) return true;
    this.#parts.metrics.dropped('websocket');
    this.#close(TRY_AGAIN_LATER, 'Too much is unread', 'slow_client');
    return false;
  }

  #admit(): boolean {
    if (this.#closing) return false;
    if (this.#admitMessage()) return true;
    this.#close(POLICY_VIOLATION, 'Too many messages', 'refused');
    return false;
  }

  #close(code: number, reason: string, why: EndReason): void {
    this.#release(why);
    this.#socket.close(code, reason);
    setTimeout(() => {
      this.#socket.terminate();
    }, CLOSE_WAIT_MS).unref();
  }

  #release(why: EndReason): void {
    this.#closing = true;
    clearTimeout(this.#initWait);
    this.#forgetExpiry();
    this.#releaseConnection();
    const running = [...this.#operations.values()];
    this.#operations.clear();
    for (const stop of running) stop(why);
  }
}
