import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import { assertNever } from '@oms/kernel';
import type { Logger } from '@oms/telemetry';
import type { PreparedOperation, Identity } from '../../execution/prepared-operation';
import type { Operations } from '../../operation/operation';
import { Cancellation } from '../../subgraphs/cancellation';
import type { SubgraphResponse } from '../../subgraphs/subgraph-response';
import { tooManyEvents, upstreamLost, upstreamRefused, type EndReason } from '../end-reasons';
import type { SubscriptionLimits } from '../limits';
import type { SubscriptionMetrics } from '../metrics';
import type { UpstreamFailure, Upstreams } from '../upstream/upstream';
import { eventQueue, type EventQueue } from './event-queue';
import { resumptionOf } from './resumption';
import { streamPosition } from './stream-position';
import { isSameUpstream, upstreamSubgraphOf } from './subscription-plan';

/** One client's subscription, over any transport. */
export interface Member {
  /** An answer, serialised once however many members get it. */
  next(payload: string): void;
  /** It ended because of `reason`; with errors it broke, without it completed. Nothing follows. */
  end(reason: EndReason, errors?: readonly GraphQLFormattedError[]): void;
}

/** Clients that get an event before the process looks after others again. */
const DELIVERIES_PER_TURN = 500;

export interface LiveStreamParts {
  readonly operations: Operations;
  readonly upstreams: Upstreams;
  readonly limits: SubscriptionLimits;
  readonly metrics: SubscriptionMetrics;
  readonly logger: Logger;
  /** It has no members and no upstream any more. */
  readonly onEnd: (stream: LiveStream) => void;
}

export interface Subscribed {
  readonly operation: PreparedOperation;
  readonly identity: Identity;
}

/** An event belongs to the plan under which it was requested, also when another has come into force since. */
type Arrival =
  | { readonly kind: 'event'; readonly operation: PreparedOperation; readonly answer: SubgraphResponse }
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure }
  | { readonly kind: 'ended' };

/**
 * One subscription at a subgraph and the members who share it. It lives from its first member to its last.
 *
 * Sharing must not show. Some streams send an initial event to each new subscriber: the present state, or a whole series. So
 * a stream takes new members until it has delivered something, and after that only if nothing came at first, which means
 * that its subgraph sends no initial event. A member that comes later gets an upstream of its own. A resumable stream has begun
 * for its members with its first event: a member that comes later gets an upstream of its own, from the beginning.
 *
 * A resumable stream that is opened again goes on after the last event that arrived, all of which its members get.
 */
export class LiveStream {
  readonly #parts: LiveStreamParts;
  readonly #members = new Set<Member>();
  readonly #gone = new Cancellation();
  readonly #position = streamPosition();
  readonly #queue: EventQueue<Arrival>;
  #subscribed: Subscribed;
  #stopUpstream: () => void = () => undefined;
  #requestedAt = Date.now();
  #first = true;
  #sendsInitialEvent = false;
  #delivered = false;
  #ended = false;

  constructor(parts: LiveStreamParts, subscribed: Subscribed) {
    this.#parts = parts;
    this.#subscribed = subscribed;
    this.#queue = eventQueue(parts.limits.eventsWaitingMax, (arrival) => this.#handle(arrival));
  }

  get subscribed(): Subscribed {
    return this.#subscribed;
  }

  get members(): ReadonlySet<Member> {
    return this.#members;
  }

  get takesMembers(): boolean {
    return !this.#ended && !(this.#delivered && (this.#sendsInitialEvent || this.#isResumable));
  }

  start(): void {
    this.#stopUpstream = this.#open();
  }

  add(member: Member): void {
    this.#members.add(member);
  }

  /** The last one to leave ends the upstream at once, whether or not an event is on its way. */
  remove(member: Member): void {
    this.#members.delete(member);
    if (this.#members.size === 0) this.#stop();
  }

  /** Goes on under another plan. The upstream stays unless its operation or its subgraph is another. */
  change(operation: PreparedOperation): void {
    const before = this.#subscribed.operation;
    this.#subscribed = { ...this.#subscribed, operation };
    if (isSameUpstream(before, operation)) return;
    const stopBefore = this.#stopUpstream;
    if (resumptionOf(before) !== undefined && this.#isResumable) {
      // What happens in between comes after the cursor; the old one could repeat what the new one requests.
      stopBefore();
      this.#stopUpstream = this.#open();
      return;
    }
    // The old one serves until the new one has been requested, so that no event is lost between them.
    const stopAfter = this.#open(stopBefore);
    this.#stopUpstream = () => {
      stopBefore();
      stopAfter();
    };
  }

  /** Ends it for all members. */
  end(reason: EndReason, errors?: readonly GraphQLFormattedError[]): void {
    const members = [...this.#members];
    this.#members.clear();
    this.#stop();
    for (const member of members) member.end(reason, errors);
  }

  get #isResumable(): boolean {
    return resumptionOf(this.#subscribed.operation) !== undefined;
  }

  #open(onRequested: () => void = () => undefined): () => void {
    const { operation, identity } = this.#subscribed;
    return this.#parts.upstreams.open(this.#position.request(operation, identity), {
      asked: () => {
        this.#requestedAt = Date.now();
        onRequested();
      },
      event: (answer) => {
        this.#arrived({ kind: 'event', operation, answer: this.#position.moveTo(operation, answer) });
      },
      failed: (failure) => {
        this.#arrived({ kind: 'failed', failure });
      },
      ended: () => {
        this.#arrived({ kind: 'ended' });
      },
    });
  }

  #arrived(arrival: Arrival): void {
    if (this.#first && arrival.kind === 'event') {
      this.#first = false;
      this.#sendsInitialEvent = Date.now() - this.#requestedAt < this.#parts.limits.initialEventWindowMs;
    }
    if (!this.#queue.push(arrival)) this.end('too_many_events', [tooManyEvents().toJSON()]);
  }

  async #handle(arrival: Arrival): Promise<void> {
    switch (arrival.kind) {
      case 'event':
        await this.#deliver(await this.#joined(arrival.operation, arrival.answer));
        return;
      case 'failed':
        this.end('upstream_failed', await this.#errorsOf(arrival.failure));
        return;
      case 'ended':
        this.end('completed');
        return;
      default:
        assertNever(arrival);
    }
  }

  /** The event with its fields of all subgraphs. */
  #joined(operation: PreparedOperation, answer: SubgraphResponse): Promise<ExecutionResult> {
    const context = { ...this.#subscribed.identity, cancellation: this.#gone };
    return this.#parts.operations.execute(operation, context, answer);
  }

  async #deliver(result: ExecutionResult): Promise<void> {
    this.#delivered = true;
    const payload = JSON.stringify(result);
    this.#parts.metrics.delivered(this.#members.size);
    let sent = 0;
    for (const member of [...this.#members]) {
      if (!this.#members.has(member)) continue;
      member.next(payload);
      if (++sent % DELIVERIES_PER_TURN === 0) await nextTurn();
    }
  }

  /** A subgraph's errors about the operation are masked as those about an event are. */
  async #errorsOf(failure: UpstreamFailure): Promise<readonly GraphQLFormattedError[]> {
    const { name: subgraph } = upstreamSubgraphOf(this.#subscribed.operation);
    if (failure.kind === 'refused') return [upstreamRefused(subgraph).toJSON()];
    if (failure.kind === 'lost') {
      const { correlationId } = this.#subscribed.identity;
      this.#parts.logger.warn(
        { subgraph, correlationId, detail: failure.detail },
        'A subscription was lost at its subgraph',
      );
      return [upstreamLost(subgraph).toJSON()];
    }
    const { errors } = await this.#joined(this.#subscribed.operation, { data: null, errors: failure.errors });
    return (errors ?? [upstreamLost(subgraph)]).map((error) => error.toJSON());
  }

  #stop(): void {
    this.#ended = true;
    this.#stopUpstream();
    this.#queue.close();
    this.#gone.cancel(new Error('The last subscriber has left'));
    this.#parts.onEnd(this);
  }
}
