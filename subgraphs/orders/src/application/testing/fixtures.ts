import { newId } from '@oms/database';
import type { Actor, ClientRequest, Id, Outcome } from '@oms/kernel';
import type { CheckoutInput, CheckoutTimeouts } from '../../domain/checkout/checkout';
import type { Price } from '../../domain/order/lines';
import type { CustomerId } from '../../domain/order/values';
import { aGoodCard, pot, tea, timeouts, twoTeas } from '../../domain/testing/fixtures';
import { cancelOrder } from '../commands/cancel-order';
import { placeOrder, type PlaceOrder } from '../commands/place-order';
import type { ParticipantEvent } from '../event-handlers/on-participant-events';
import type { OrderRepository } from '../ports/order-repository';
import type { OrderView } from '../ports/order-views';

export const prices: readonly Price[] = [
  { sku: tea, name: 'Green tea, 100 g', unitPrice: { amountMinor: 1250n, currency: 'USD' }, active: true },
  { sku: pot, name: 'Teapot', unitPrice: { amountMinor: 4000n, currency: 'USD' }, active: false },
];

/** A customer of a test's own, so that tests can share a database. */
export const aCustomer = (): Actor & { readonly id: CustomerId } => ({
  id: `customer-${newId()}` as CustomerId,
  scopes: new Set(),
});

export const anOperator: Actor = { id: 'olga', scopes: new Set(['orders:operate']) };

const correlationId = 'a-correlation';

export const requestOf = (actor: Actor, idempotencyKey?: string): ClientRequest => ({
  actor,
  causation: { correlationId, actorId: actor.id, idempotencyKey },
});

/** Two packets of tea, with a good card. */
export const anOrder: PlaceOrder = {
  items: [{ sku: tea, quantity: 2 }],
  contact: twoTeas.contact,
  shippingAddress: twoTeas.shippingAddress,
  payment: aGoodCard,
};

export const anOrderWithoutPayment: PlaceOrder = { ...anOrder, payment: null };

export const ids = { newId, newOrderNumber: (): string => newId() };

export const succeededWith = <Value>(outcome: Outcome<Value, unknown>): Value => {
  if (outcome.kind !== 'Succeeded') throw new Error(`Did not succeed: ${JSON.stringify(outcome)}`);
  return outcome.value;
};

interface Placing {
  readonly command?: PlaceOrder;
  readonly idempotencyKey?: string | undefined;
  readonly timeouts?: CheckoutTimeouts;
}

/** Places an order while the price book is up to date. */
export const placingIn =
  (orders: OrderRepository) =>
  (actor: Actor, { command = anOrder, idempotencyKey, timeouts: within = timeouts }: Placing = {}) =>
    placeOrder({ orders, ...ids, timeouts: within, catalogueCaughtUp: () => Promise.resolve(true) })(
      command,
      requestOf(actor, idempotencyKey),
    );

/** The same for an order that has to succeed. */
export const placedIn =
  (orders: OrderRepository) =>
  async (actor: Actor, placing: Placing = {}): Promise<OrderView> =>
    succeededWith(await placingIn(orders)(actor, placing));

export const cancellingIn =
  (orders: OrderRepository) =>
  (actor: Actor, orderId: Id<'Order'>, changes: { idempotencyKey?: string; reason?: string } = {}) =>
    cancelOrder({ orders, timeouts })(
      { orderId, reason: changes.reason ?? null },
      requestOf(actor, changes.idempotencyKey),
    );

/** An event of another context about the order; each has an id of its own. */
export const participantEvent = (orderId: Id<'Order'>, input: CheckoutInput): ParticipantEvent => {
  const id = newId();
  return {
    orderId,
    input,
    causation: { correlationId, causationId: id },
    event: {
      id,
      type: `elsewhere.${input.type.replace(/(?<=.)[A-Z]/g, (capital) => `-${capital}`).toLowerCase()}.v1`,
      aggregateType: 'Elsewhere',
      aggregateId: orderId,
      sequence: 1,
      data: { orderId },
      actorId: null,
      correlationId,
      causationId: null,
      idempotencyKey: null,
      schemaVersion: 1,
      occurredAt: 0,
    },
  };
};
