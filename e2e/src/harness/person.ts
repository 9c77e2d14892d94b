import { eventually } from '@oms/testing';
import {
  cancelOrderDocument,
  createOrderDocument,
  orderDocument,
  payOrderDocument,
  type OrderPlaced,
  type OrderSeen,
  type UserErrorSeen,
} from './documents';
import type { GatewayClient } from './gateway-client';

/** Long enough for a saga on a busy machine; a test that passes does not wait for it. */
const SETTLED_WITHIN_MS = 30_000;

export interface Basket {
  readonly items: readonly { readonly sku: string; readonly quantity: number }[];
  /** The provider's token of the method; left out, the order waits for `payOrder`. */
  readonly card?: string;
  readonly contact?: { readonly email?: string; readonly phone?: string };
  readonly idempotencyKey?: string;
}

export interface Outcome<Subject> {
  readonly subject: Subject | null;
  readonly userErrors: readonly UserErrorSeen[];
}

/** Somebody with a token, and what they can do. */
export interface Person {
  readonly client: GatewayClient;
  /** @throws when the order is refused. */
  places(basket: Basket): Promise<OrderPlaced>;
  triesToPlace(basket: Basket): Promise<Outcome<OrderPlaced>>;
  cancels(orderId: string, reason?: string): Promise<Outcome<{ id: string; status: string }>>;
  pays(orderId: string, card: string): Promise<Outcome<{ id: string; status: string }>>;
  /** Null: there is none, or it is somebody else's. */
  sees(orderId: string): Promise<OrderSeen | null>;
  /** Waits until the order looks like this. */
  comesToSee(orderId: string, expected: object): Promise<OrderSeen>;
}

export const anAddress = {
  name: 'Ada Lovelace',
  line1: '12 St James Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  countryCode: 'GB',
};

export const createOrderInput = (basket: Basket): Record<string, unknown> => ({
  items: basket.items,
  shippingAddress: anAddress,
  ...(basket.contact === undefined ? {} : { contact: basket.contact }),
  ...(basket.card === undefined ? {} : { payment: { type: 'CARD', token: basket.card } }),
  ...(basket.idempotencyKey === undefined ? {} : { idempotencyKey: basket.idempotencyKey }),
});

type Payload<Subject> = Readonly<Record<string, Subject | null | undefined>> & {
  readonly userErrors: readonly UserErrorSeen[];
};

export const person = (client: GatewayClient): Person => {
  const mutate = async <Subject>(
    document: string,
    [field, name]: readonly [string, string],
    input: Record<string, unknown>,
  ): Promise<Outcome<Subject>> => {
    const payload = (await client.ask<Record<string, Payload<Subject>>>(document, { input }))[field];
    if (payload === undefined) throw new Error(`The answer has no ${field}.`);
    return { subject: payload[name] ?? null, userErrors: payload.userErrors };
  };

  const triesToPlace = (basket: Basket): Promise<Outcome<OrderPlaced>> =>
    mutate(createOrderDocument, ['createOrder', 'order'], createOrderInput(basket));

  const sees = async (orderId: string): Promise<OrderSeen | null> =>
    (await client.ask<{ order: OrderSeen | null }>(orderDocument, { id: orderId })).order;

  return {
    client,
    triesToPlace,
    sees,
    places: async (basket) => {
      const { subject, userErrors } = await triesToPlace(basket);
      if (subject === null) throw new Error(`The order was refused: ${JSON.stringify(userErrors)}`);
      return subject;
    },
    cancels: (orderId, reason) =>
      mutate(cancelOrderDocument, ['cancelOrder', 'order'], { orderId, ...(reason === undefined ? {} : { reason }) }),
    pays: (orderId, card) =>
      mutate(payOrderDocument, ['payOrder', 'payment'], { orderId, payment: { type: 'CARD', token: card } }),
    comesToSee: (orderId, expected) =>
      eventually(
        async () => {
          const order = await sees(orderId);
          expect(order).toMatchObject(expected);
          if (order === null) throw new Error(`There is no order ${orderId}.`);
          return order;
        },
        { withinMs: SETTLED_WITHIN_MS },
      ),
  };
};
