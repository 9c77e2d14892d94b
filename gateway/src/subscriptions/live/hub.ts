import type { Logger } from '@oms/telemetry';
import type { Operations } from '../../operation/operation';
import type { Supergraph } from '../../supergraph/supergraph';
import { supergraphChanged } from '../end-reasons';
import type { SubscriptionLimits } from '../limits';
import type { SubscriptionMetrics } from '../metrics';
import type { Upstreams } from '../upstream/upstream';
import { LiveStream, type Subscribed, type Member } from './live-stream';
import { paced } from './paced';
import { requestOf, sharingKeyOf } from './subscription-plan';

export interface HubParts {
  readonly operations: Operations;
  readonly upstreams: Upstreams;
  readonly limits: SubscriptionLimits;
  readonly metrics: SubscriptionMetrics;
  readonly logger: Logger;
}

/** All subscriptions of the process: finds whom a new member can share an upstream with, and takes all to a new supergraph. */
export class Hub {
  readonly #parts: HubParts;
  readonly #streams = new Set<LiveStream>();
  /** The stream that takes the next member of its kind. */
  readonly #shared = new Map<string, LiveStream>();
  #current: Supergraph | undefined;

  constructor(parts: HubParts) {
    this.#parts = parts;
  }

  /** Upstream subscriptions, however many members share them. */
  get size(): number {
    return this.#streams.size;
  }

  /** Events come to `member` from now on. Returns how to leave. */
  join(subscribed: Subscribed, member: Member): () => void {
    const key = sharingKeyOf(subscribed.operation, subscribed.identity);
    const found = this.#shared.get(key);
    const stream = found?.takesMembers === true ? found : this.#start(key, subscribed);
    stream.add(member);
    return () => {
      stream.remove(member);
    };
  }

  /** Lets each subscription go on under `next` if it is possible there and ends the others, in the pace of the limits. */
  async move(next: Supergraph): Promise<void> {
    this.#current = next;
    await paced([...this.#streams], this.#parts.limits.changesPerSecondMax, async (stream) => {
      // A still newer supergraph has its own round.
      if (this.#current === next) await this.#moveStream(stream, next);
    });
  }

  #start(key: string, subscribed: Subscribed): LiveStream {
    const stream = new LiveStream(
      {
        ...this.#parts,
        onEnd: (ended) => {
          this.#forget(ended);
        },
      },
      subscribed,
    );
    this.#streams.add(stream);
    this.#parts.metrics.upstreamOpened();
    this.#shared.set(key, stream);
    stream.start();
    return stream;
  }

  async #moveStream(stream: LiveStream, next: Supergraph): Promise<void> {
    const { identity, operation } = stream.subscribed;
    if (operation.supergraph.id === next.id) return;
    this.#unshare(stream);
    const preparation = this.#parts.operations.prepare(requestOf(operation), identity, next);
    if (preparation.ok && preparation.operation.plan.node?.kind === 'Subscription') {
      stream.change(preparation.operation);
      this.#share(stream);
      return;
    }
    const errors = [supergraphChanged().toJSON()];
    await paced(stream.members, this.#parts.limits.changesPerSecondMax, (member) => {
      stream.remove(member);
      member.end('supergraph_changed', errors);
    });
  }

  #share(stream: LiveStream): void {
    const key = sharingKeyOf(stream.subscribed.operation, stream.subscribed.identity);
    if (!this.#shared.has(key)) this.#shared.set(key, stream);
  }

  #unshare(stream: LiveStream): void {
    const key = sharingKeyOf(stream.subscribed.operation, stream.subscribed.identity);
    if (this.#shared.get(key) === stream) this.#shared.delete(key);
  }

  #forget(stream: LiveStream): void {
    if (!this.#streams.delete(stream)) return;
    this.#unshare(stream);
    this.#parts.metrics.upstreamEnded();
  }
}
