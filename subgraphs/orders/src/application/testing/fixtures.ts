import { newId } from '@oms/database';
import type { CheckoutInput } from '../../domain/checkout/checkout';
import type { Price } from '../../domain/order/lines';
import type { CustomerId, OrderId } from '../../domain/order/values';
import { aGoodCard, pot, tea, twoTeas } from '../../domain/testing/given';
import type { CreateOrder } from '../create-order';
import type { HeardEvent } from '../hear-events';
import type { Viewer } from '../viewer';

export const prices: readonly Price[] = [
  { sku: tea, name: 'Green tea, 100 g', unitPrice: { amountMinor: 1250n, currency: 'USD' }, active: true },
  { sku: pot, name: 'Teapot', unitPrice: { amountMinor: 4000n, currency: 'USD' }, active: false },
];

/** A customer of a test's own, so that tests can share a database. */
export const aCustomer = (): Viewer => ({ id: `customer-${newId()}` as CustomerId, operates: false });

export const anOperator: Viewer = { id: 'olga' as CustomerId, operates: true };

export const causation = { correlationId: 'a-correlation' };

/** Two packets of tea, with a good card, unless told otherwise. */
export const anOrderOf = (
  viewer: Viewer,
  changes: Partial<CreateOrder> & { readonly unpaid?: boolean } = {},
): CreateOrder => ({
  viewer,
  idempotencyKey: changes.idempotencyKey,
  causation,
  input: changes.input ?? {
    customerId: undefined,
    items: [{ sku: tea, quantity: 2 }],
    contact: twoTeas.contact,
    shippingAddress: twoTeas.shippingAddress,
    payment: changes.unpaid === true ? null : aGoodCard,
  },
});

/** What another context says about the order; each is an event of its own. */
export const heard = (orderId: OrderId, input: CheckoutInput): HeardEvent => {
  const id = newId();
  return {
    orderId,
    input,
    causation: { ...causation, causationId: id },
    event: {
      id,
      type: `elsewhere.${input.type.replace(/(?<=.)[A-Z]/g, (capital) => `-${capital}`).toLowerCase()}.v1`,
      aggregateType: 'Elsewhere',
      aggregateId: orderId,
      sequence: 1,
      data: { orderId },
      actorId: null,
      correlationId: causation.correlationId,
      causationId: null,
      idempotencyKey: null,
      schemaVersion: 1,
      occurredAt: 0,
    },
  };
};
