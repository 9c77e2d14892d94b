import type { Ledger } from '../ledger/ledger';
import type { ProviderEvent } from '../ledger/record';
import type { Faults } from '../faults';
import { posterTo, type Poster } from './post';
import { signatureOf } from './signature';

/** The intervals between attempts; after the last one the event is not sent again. */
const RETRY_AFTER_MS = [250, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 60_000, 60_000, 60_000];
const MS_PER_S = 1_000;
const API_VERSION = '2026-01-01';

export interface Deliveries {
  /** Sends the event until the endpoint accepts it; returns at once. */
  send(event: ProviderEvent): void;
  /** Sends it this many times, whether or not it was accepted before. */
  sendAgain(event: ProviderEvent, copies: number): Promise<readonly number[]>;
  stop(): void;
}

interface Parts {
  readonly endpoint: { readonly url: URL; readonly secret: string } | undefined;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly warn: (details: object, message: string) => void;
}

const bodyOf = (event: ProviderEvent): string =>
  JSON.stringify({
    id: event.id,
    object: 'event',
    api_version: API_VERSION,
    created: event.created,
    data: { object: event.object },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: event.type,
  });

const succeededWith = (status: number): boolean => status >= 200 && status < 300;

const noDeliveries: Deliveries = { send: () => undefined, sendAgain: () => Promise.resolve([]), stop: () => undefined };

/** Delivers at least once and in any order, as Stripe does. Each delivery is signed when it is sent. */
export const deliveriesTo = ({ endpoint, ledger, faults, warn }: Parts): Deliveries => {
  if (endpoint === undefined) return noDeliveries;
  const poster: Poster = posterTo(endpoint.url);
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;

  const post = (event: ProviderEvent): Promise<number> => {
    const body = bodyOf(event);
    const signature = signatureOf(body, endpoint.secret, Math.floor(Date.now() / MS_PER_S));
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body).toString(),
      'stripe-signature': signature,
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    };
    return poster.post(body, headers).catch(() => 0);
  };

  const later = (ms: number, work: () => Promise<unknown>): void => {
    if (stopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      void work();
    }, ms);
    timers.add(timer);
  };

  const deliver = async (event: ProviderEvent, attempt: number): Promise<void> => {
    const status = await post(event);
    if (stopped) return;
    const retryAfterMs = RETRY_AFTER_MS[attempt];
    if (!succeededWith(status) && retryAfterMs !== undefined) {
      later(retryAfterMs, () => deliver(event, attempt + 1));
      return;
    }
    if (!succeededWith(status)) warn({ event: event.id, status }, 'A webhook could not be delivered.');
    await ledger.commit({ closedEvents: [event.id] });
  };

  const send = (event: ProviderEvent): void => {
    const { webhookCopies, webhookDelayMs } = faults.current();
    for (let copy = 0; copy < webhookCopies; copy += 1) {
      if (webhookDelayMs === 0) void deliver(event, 0);
      else later(webhookDelayMs, () => deliver(event, 0));
    }
  };

  return {
    send,
    sendAgain: (event, copies) => Promise.all(Array.from({ length: copies }, () => post(event))),
    stop: () => {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      poster.close();
    },
  };
};
