import type { Refused } from '@oms/kernel';
import { deadlineOf, needsMethod } from '../../domain/checkout/checkout';
import type { Advanced, Purchase } from '../../domain/checkout/purchase';
import type { Instant } from '../../domain/instant';
import type { Price } from '../../domain/order/lines';
import type { OrderEvent } from '../../domain/order/events';
import type { OrderId } from '../../domain/order/values';
import type { Causation } from '@oms/kernel';
import type { OrderView } from '../order-view';
import type { Change, Checkouts, Locked, LockedPurchase } from '../ports/checkouts';
import type { Answer, ClientRequest, Orders } from '../ports/orders';
import type { TimelineEntry } from '../timeline';
import { type Memory, type StoredOrder, viewOf } from './memory';
import { memoryViews } from './memory-views';
import type { OrdersStore } from './orders-contract';

const typeOf = ({ type }: OrderEvent): string =>
  `orders.${type.replace(/(?<=.)[A-Z]/g, (capital) => `-${capital}`).toLowerCase()}.v1`;

const said = (
  order: { id: OrderId; version: number; now: Instant },
  event: OrderEvent,
  causation: Causation,
): TimelineEntry => ({
  orderId: order.id,
  version: order.version,
  heard: false,
  ignored: null,
  event: {
    id: `${order.id}/${order.version.toString()}`,
    type: typeOf(event),
    aggregateType: 'Order',
    aggregateId: order.id,
    sequence: order.version,
    data: event,
    actorId: causation.actorId ?? null,
    correlationId: causation.correlationId,
    causationId: causation.causationId ?? null,
    idempotencyKey: causation.idempotencyKey ?? null,
    schemaVersion: 1,
    occurredAt: order.now,
  },
});

const withoutToken = (event: OrderEvent): OrderEvent =>
  event.type === 'PaymentRequested' && event.method !== null
    ? { ...event, method: { type: event.method.type } }
    : event;

const eraseToken = ({ timeline }: Memory, id: OrderId): void => {
  timeline.forEach((entry, index) => {
    if (entry.orderId !== id || entry.heard) return;
    timeline[index] = { ...entry, event: { ...entry.event, data: withoutToken(entry.event.data as OrderEvent) } };
  });
};

const write = (memory: Memory, { before, after, events }: Change, now: Instant): void => {
  const { id } = after.order;
  if ((memory.orders.get(id)?.purchase.version ?? 0) !== before.version) throw new Error('stale write');
  events.forEach(({ event, causation }, index) => {
    memory.timeline.push(said({ id, version: before.version + index + 1, now }, event, causation));
  });
  if (!needsMethod(after.checkout)) eraseToken(memory, id);
  memory.orders.set(id, {
    purchase: {
      ...after,
      version: before.version + events.length,
      correlationId: before.correlationId,
      placedAt: before.placedAt,
    },
    updatedAt: events.length > 0 ? now : (memory.orders.get(id)?.updatedAt ?? now),
  });
};

const memoryCheckouts = (memory: Memory, clock: () => Instant): Checkouts => {
  const locked = (stored: readonly StoredOrder[]): Locked => ({
    now: clock(),
    purchases: new Map(stored.map(({ purchase }) => [purchase.order.id, purchase])),
  });
  const isDue = ({ purchase }: StoredOrder): boolean => (deadlineOf(purchase.checkout) ?? Infinity) <= clock();
  return {
    lock: (ids) => Promise.resolve(locked(ids.flatMap((id) => memory.orders.get(id) ?? []))),
    lockDue: (ordersMax) => Promise.resolve(locked([...memory.orders.values()].filter(isDue).slice(0, ordersMax))),
    write: (changes, heard) => {
      memory.timeline.push(...heard);
      for (const change of changes) write(memory, change, clock());
      return Promise.resolve();
    },
  };
};

const memoryOrders = (memory: Memory, clock: () => Instant, prices: ReadonlyMap<string, Price>): Orders => {
  const answers = new Map<string, { readonly input: string; readonly order: OrderView }>();

  const once = <Refusal>(
    { caller, operation, idempotencyKey, input }: ClientRequest,
    effect: () => Answer<Refusal>,
  ): Promise<Answer<Refusal>> => {
    const key = JSON.stringify([caller, operation, idempotencyKey]);
    const kept = idempotencyKey === undefined ? undefined : answers.get(key);
    if (kept === undefined) {
      const answer = effect();
      if (answer.kind === 'Done') answers.set(key, { input: JSON.stringify(input), order: answer.order });
      return Promise.resolve(answer);
    }
    const same = kept.input === JSON.stringify(input);
    return Promise.resolve(same ? { kind: 'Done', order: kept.order } : { kind: 'KeyReused' });
  };

  const conclude = <Refusal>(
    { causation }: ClientRequest,
    current: LockedPurchase | undefined,
    decided: Advanced | Refused<Refusal>,
  ): Answer<Refusal> => {
    if (!decided.accepted) return { kind: 'Refused', refusal: decided.refusal };
    const after: Purchase = decided.purchase;
    const now = clock();
    const before = current ?? { ...after, version: 0, correlationId: causation.correlationId, placedAt: now };
    write(memory, { before, after, events: decided.events.map((event) => ({ event, causation })) }, now);
    const stored = memory.orders.get(after.order.id);
    if (stored === undefined) throw new Error('The order was not stored');
    return { kind: 'Done', order: { ...viewOf(stored), snapshot: true } };
  };

  return {
    place: (request, skus, decide) =>
      once(request, () => {
        const known = new Map(skus.flatMap((sku) => (prices.has(sku) ? [[sku, prices.get(sku) as Price]] : [])));
        return conclude(request, undefined, decide(known, clock()));
      }),
    change: (request, id, decide) =>
      once(request, () => {
        const current = memory.orders.get(id)?.purchase;
        return conclude(request, current, decide(current, clock()));
      }),
  };
};

/** Orders in memory; held to the same contract as those in PostgreSQL. */
export const memoryStore = (clock: () => Instant): OrdersStore => {
  const memory: Memory = { orders: new Map(), timeline: [] };
  const prices = new Map<string, Price>();
  return {
    orders: memoryOrders(memory, clock, prices),
    views: memoryViews(memory),
    inTransaction: async (work) => {
      const before = { orders: [...memory.orders], timeline: [...memory.timeline] };
      try {
        return await work(memoryCheckouts(memory, clock));
      } catch (error) {
        memory.orders.clear();
        for (const [id, order] of before.orders) memory.orders.set(id, order);
        memory.timeline.splice(0, Infinity, ...before.timeline);
        throw error;
      }
    },
    putPrices: (known) => {
      for (const price of known) prices.set(price.sku, price);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
};
