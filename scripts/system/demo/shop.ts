import { setTimeout as delay } from 'node:timers/promises';
import { graphqlRequest } from '@oms/launcher';
import { liveStatuses, type SeenStatus } from './live-statuses';

const SETTLED_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 100;

export interface Refusal {
  readonly code: string;
  readonly message: string;
}

export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

export interface NewOrder {
  readonly items: readonly Line[];
  /** The provider's token; left out, the order waits to be paid. */
  readonly card?: string;
  readonly idempotencyKey?: string;
}

/** What a story needs of an order to see whether it has come to its end. */
export interface Glance {
  readonly status: string;
  readonly saga: { readonly status: string };
  readonly payment: { readonly status: string; readonly attempts: readonly unknown[] } | null;
  readonly notifications: readonly { readonly status: string }[];
}

export interface Tokens {
  readonly customer: string;
  readonly otherCustomer: string;
  readonly operator: string;
}

/** What the people of the stories do, through the gateway alone. */
export interface Shop {
  readonly ask: <Data>(whose: keyof Tokens, document: string, variables?: Record<string, unknown>) => Promise<Data>;
  /** The id of the order; a refusal is an error. */
  readonly place: (order: NewOrder) => Promise<string>;
  readonly pay: (orderId: string, card: string) => Promise<readonly Refusal[]>;
  readonly cancel: (orderId: string) => Promise<readonly Refusal[]>;
  readonly addProduct: (sku: string, onHand: number) => Promise<void>;
  /** Ends when whoever listens leaves. */
  readonly watch: (orderId: string) => AsyncGenerator<SeenStatus>;
  /** Looks at the order until it is as wanted. */
  readonly until: (orderId: string, isAsWanted: (order: Glance) => boolean) => Promise<Glance>;
}

const shippingAddress = {
  name: 'Ada Lovelace',
  line1: "12 St James's Square",
  city: 'London',
  postalCode: 'SW1Y 4JH',
  countryCode: 'GB',
};
const contact = { email: 'ada@example.com', phone: '+4930901820' };

const documents = {
  place: `mutation Place($input: CreateOrderInput!) {
    createOrder(input: $input) { order { id } userErrors { code message } }
  }`,
  pay: `mutation Pay($input: PayOrderInput!) { payOrder(input: $input) { userErrors { code message } } }`,
  cancel: `mutation Cancel($input: CancelOrderInput!) { cancelOrder(input: $input) { userErrors { code message } } }`,
  add: `mutation Add($input: AddProductInput!) { addProduct(input: $input) { userErrors { code message } } }`,
  glance: `query Glance($id: ID!) {
    order(id: $id) { status saga { status } payment { status attempts { outcome } } notifications { status } }
  }`,
};

interface Refusable {
  readonly userErrors: readonly Refusal[];
}

const assertNotRefused = ({ userErrors }: Refusable): void => {
  const [refusal] = userErrors;
  if (refusal) throw new Error(`Refused: ${refusal.message} (${refusal.code})`);
};

const methodOf = (card: string) => ({ type: 'CARD', token: card });

export const openShop = (graphqlUrl: string, tokens: Tokens): Shop => {
  const ask: Shop['ask'] = (whose, document, variables = {}) =>
    graphqlRequest({ url: graphqlUrl, token: tokens[whose], document, variables });

  return {
    ask,
    place: async ({ items, card, idempotencyKey }) => {
      const payment = card === undefined ? {} : { payment: methodOf(card) };
      const input = { items, contact, shippingAddress, idempotencyKey, ...payment };
      type Answer = { createOrder: Refusable & { order: { id: string } | null } };
      const { createOrder } = await ask<Answer>('customer', documents.place, { input });
      assertNotRefused(createOrder);
      return createOrder.order?.id ?? '';
    },
    pay: async (orderId, card) => {
      const input = { orderId, payment: methodOf(card) };
      return (await ask<{ payOrder: Refusable }>('customer', documents.pay, { input })).payOrder.userErrors;
    },
    cancel: async (orderId) => {
      const input = { orderId, reason: 'Changed my mind' };
      return (await ask<{ cancelOrder: Refusable }>('customer', documents.cancel, { input })).cancelOrder.userErrors;
    },
    addProduct: async (sku, onHand) => {
      const input = { sku, name: 'Tea of the day', unitPrice: { amount: '5.00', currencyCode: 'EUR' }, onHand };
      assertNotRefused((await ask<{ addProduct: Refusable }>('operator', documents.add, { input })).addProduct);
    },
    watch: (orderId) => {
      const signal = AbortSignal.timeout(SETTLED_WITHIN_MS);
      return liveStatuses({ graphqlUrl, token: tokens.customer, orderId, signal });
    },
    until: async (orderId, isAsWanted) => {
      const giveUpAt = Date.now() + SETTLED_WITHIN_MS;
      for (;;) {
        const { order } = await ask<{ order: Glance | null }>('operator', documents.glance, { id: orderId });
        if (order !== null && isAsWanted(order)) return order;
        if (Date.now() > giveUpAt) throw new Error(`Order ${orderId} is still ${order?.status ?? 'unknown'}.`);
        await delay(LOOK_EVERY_MS);
      }
    },
  };
};
