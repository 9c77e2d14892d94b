import { eventually } from '@oms/testing';
import {
  cancelOrderDocument,
  createOrderDocument,
  orderDocument,
  payOrderDocument,
  type OrderPlaced,
  type OrderView,
  type UserErrorView,
} from './documents';
import type { GatewayClient } from './gateway-client';

/** Long enough for a saga on a busy machine; a test that passes does not wait for it. */
const SETTLED_WITHIN_MS = 30_000;

export interface NewOrder {
  readonly items: readonly { readonly sku: string; readonly quantity: number }[];
  /** The provider's token of the payment method; without it the order waits for `payOrder`. */
  readonly card?: string;
  readonly contact?: { readonly email?: string; readonly phone?: string };
  readonly idempotencyKey?: string;
}

export interface MutationResult<Subject> {
  readonly subject: Subject | null;
  readonly userErrors: readonly UserErrorView[];
}

/** A caller with a token, and the operations of the API that tests use. */
export interface TestUser {
  readonly client: GatewayClient;
  /** @throws when the order is refused. */
  placeOrder(order: NewOrder): Promise<OrderPlaced>;
  tryToPlaceOrder(order: NewOrder): Promise<MutationResult<OrderPlaced>>;
  cancelOrder(orderId: string, reason?: string): Promise<MutationResult<{ id: string; status: string }>>;
  payOrder(orderId: string, card: string): Promise<MutationResult<{ id: string; status: string }>>;
  /** Null when the order does not exist or belongs to another customer. */
  getOrder(orderId: string): Promise<OrderView | null>;
  /** Polls the order until it matches. */
  waitForOrder(orderId: string, expected: object): Promise<OrderView>;
}

export const anAddress = {
  name: 'Ada Lovelace',
  line1: '12 St James Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  countryCode: 'GB',
};

export const createOrderInput = (order: NewOrder): Record<string, unknown> => ({
  items: order.items,
  shippingAddress: anAddress,
  ...(order.contact === undefined ? {} : { contact: order.contact }),
  ...(order.card === undefined ? {} : { payment: { type: 'CARD', token: order.card } }),
  ...(order.idempotencyKey === undefined ? {} : { idempotencyKey: order.idempotencyKey }),
});

type Payload<Subject> = Readonly<Record<string, Subject | null | undefined>> & {
  readonly userErrors: readonly UserErrorView[];
};

export const testUser = (client: GatewayClient): TestUser => {
  const mutate = async <Subject>(
    document: string,
    [field, name]: readonly [string, string],
    input: Record<string, unknown>,
  ): Promise<MutationResult<Subject>> => {
    const payload = (await client.request<Record<string, Payload<Subject>>>(document, { input }))[field];
    if (payload === undefined) throw new Error(`The response has no ${field}.`);
    return { subject: payload[name] ?? null, userErrors: payload.userErrors };
  };

  const tryToPlaceOrder = (order: NewOrder): Promise<MutationResult<OrderPlaced>> =>
    mutate(createOrderDocument, ['createOrder', 'order'], createOrderInput(order));

  const getOrder = async (orderId: string): Promise<OrderView | null> =>
    (await client.request<{ order: OrderView | null }>(orderDocument, { id: orderId })).order;

  return {
    client,
    tryToPlaceOrder,
    getOrder,
    placeOrder: async (order) => {
      const { subject, userErrors } = await tryToPlaceOrder(order);
      if (subject === null) throw new Error(`The order was refused: ${JSON.stringify(userErrors)}`);
      return subject;
    },
    cancelOrder: (orderId, reason) =>
      mutate(cancelOrderDocument, ['cancelOrder', 'order'], { orderId, ...(reason === undefined ? {} : { reason }) }),
    payOrder: (orderId, card) =>
      mutate(payOrderDocument, ['payOrder', 'payment'], { orderId, payment: { type: 'CARD', token: card } }),
    waitForOrder: (orderId, expected) =>
      eventually(
        async () => {
          const order = await getOrder(orderId);
          expect(order).toMatchObject(expected);
          if (order === null) throw new Error(`There is no order ${orderId}.`);
          return order;
        },
        { withinMs: SETTLED_WITHIN_MS },
      ),
  };
};
