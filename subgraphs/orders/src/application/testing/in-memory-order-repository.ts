import { refused, succeeded, type Causation, type Clock, type Id, type Instant, type Outcome } from '@oms/kernel';
import { deadlineOf, needsMethod } from '../../domain/checkout/checkout';
import type { OrderEvent } from '../../domain/order/events';
import type { Price } from '../../domain/order/lines';
import type { Change, CheckoutRepository, Locked, LockedProcess } from '../ports/checkout-repository';
import type { OperationRequest, OrderRepository, ProcessDecision } from '../ports/order-repository';
import type { OrderView, TimelineEntry } from '../ports/order-views';
import { inMemoryOrderViews } from './in-memory-order-views';
import { type InMemoryOrders, type StoredOrder, viewOf } from './in-memory-orders';
import type { OrderStore } from './order-repository-contract';

const typeOf = ({ type }: OrderEvent): string =>
  `orders.${type.replace(/(?<=.)[A-Z]/g, (capital) => `-${capital}`).toLowerCase()}.v1`;

const ownEntry = (
  order: { id: Id<'Order'>; version: number; now: Instant },
  event: OrderEvent,
  causation: Causation,
): TimelineEntry => ({
  orderId: order.id,
  version: order.version,
  received: false,
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

const eraseToken = ({ timeline }: InMemoryOrders, id: Id<'Order'>): void => {
  timeline.forEach((entry, index) => {
    if (entry.orderId !== id || entry.received) return;
    timeline[index] = { ...entry, event: { ...entry.event, data: withoutToken(entry.event.data as OrderEvent) } };
  });
};

const write = (memory: InMemoryOrders, { before, after, events }: Change, now: Instant): void => {
  const { id } = after.order;
  if ((memory.orders.get(id)?.current.version ?? 0) !== before.version) throw new Error('stale write');
  events.forEach(({ event, causation }, index) => {
    memory.timeline.push(ownEntry({ id, version: before.version + index + 1, now }, event, causation));
  });
  if (!needsMethod(after.checkout)) eraseToken(memory, id);
  memory.orders.set(id, {
    current: {
      ...after,
      version: before.version + events.length,
      correlationId: before.correlationId,
      placedAt: before.placedAt,
    },
    updatedAt: events.length > 0 ? now : (memory.orders.get(id)?.updatedAt ?? now),
  });
};

const inMemoryCheckoutRepository = (memory: InMemoryOrders, clock: Clock): CheckoutRepository => {
  const locked = (stored: readonly StoredOrder[]): Locked => ({
    now: clock(),
    processes: new Map(stored.map(({ current }) => [current.order.id, current])),
  });
  const isDue = ({ current }: StoredOrder): boolean => (deadlineOf(current.checkout) ?? Infinity) <= clock();
  return {
    lock: (ids) => Promise.resolve(locked(ids.flatMap((id) => memory.orders.get(id) ?? []))),
    lockDue: (ordersMax) => Promise.resolve(locked([...memory.orders.values()].filter(isDue).slice(0, ordersMax))),
    write: (changes, received) => {
      memory.timeline.push(...received);
      for (const change of changes) write(memory, change, clock());
      return Promise.resolve();
    },
  };
};

const inMemoryOrderRepository = (
  memory: InMemoryOrders,
  clock: Clock,
  prices: ReadonlyMap<string, Price>,
): OrderRepository => {
  const stored = new Map<string, { readonly command: string; readonly order: OrderView }>();

  const once = <Refusal>(
    { actor, causation, operation, command }: OperationRequest,
    effect: () => Outcome<OrderView, Refusal>,
  ): Promise<Outcome<OrderView, Refusal>> => {
    const key = JSON.stringify([actor.id, operation, causation.idempotencyKey]);
    const before = causation.idempotencyKey === undefined ? undefined : stored.get(key);
    if (before === undefined) {
      const outcome = effect();
      if (outcome.kind === 'Succeeded') stored.set(key, { command: JSON.stringify(command), order: outcome.value });
      return Promise.resolve(outcome);
    }
    const isSame = before.command === JSON.stringify(command);
    return Promise.resolve(isSame ? succeeded(before.order) : { kind: 'KeyReused' });
  };

  const conclude = <Refusal>(
    { causation }: OperationRequest,
    current: LockedProcess | undefined,
    decided: ProcessDecision<Refusal>,
  ): Outcome<OrderView, Refusal> => {
    if (!decided.accepted) return refused(decided.refusal);
    const { after } = decided;
    const now = clock();
    const before = current ?? { ...after, version: 0, correlationId: causation.correlationId, placedAt: now };
    write(memory, { before, after, events: decided.events.map((event) => ({ event, causation })) }, now);
    const order = memory.orders.get(after.order.id);
    if (order === undefined) throw new Error('The order was not stored');
    return succeeded({ ...viewOf(order), snapshot: true });
  };

  return {
    place: (request, skus, decide) =>
      once(request, () => {
        const known = new Map(skus.flatMap((sku) => (prices.has(sku) ? [[sku, prices.get(sku) as Price]] : [])));
        return conclude(request, undefined, decide(known, clock()));
      }),
    change: (request, id, decide) =>
      once(request, () => {
        const current = memory.orders.get(id)?.current;
        return conclude(request, current, decide(current, clock()));
      }),
  };
};

/** Orders in memory; held to the same contract as those in PostgreSQL. */
export const inMemoryOrderStore = (clock: Clock): OrderStore => {
  const memory: InMemoryOrders = { orders: new Map(), timeline: [] };
  const prices = new Map<string, Price>();
  return {
    orders: inMemoryOrderRepository(memory, clock, prices),
    views: inMemoryOrderViews(memory),
    inTransaction: async (work) => {
      const before = { orders: [...memory.orders], timeline: [...memory.timeline] };
      try {
        return await work(inMemoryCheckoutRepository(memory, clock));
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
