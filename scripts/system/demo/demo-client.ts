import { setTimeout as delay } from 'node:timers/promises';
import { graphqlRequest } from '@oms/launcher';
import { liveStatuses, type LiveStatus } from './live-statuses';

const SETTLED_WITHIN_MS = 60_000;
const POLL_MS = 100;

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
  /** The provider's token of the payment method; without it the order waits for `payOrder`. */
  readonly card?: string;
  readonly idempotencyKey?: string;
}

/** The fields of an order that show whether it is settled. */
export interface OrderSummary {
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

/** The operations that the scenarios use, all through the gateway. */
export interface DemoClient {
  readonly request: <Data>(
    caller: keyof Tokens,
    document: string,
    variables?: Record<string, unknown>,
  ) => Promise<Data>;
  /** Returns the id of the order. @throws when the order is refused. */
  readonly placeOrder: (order: NewOrder) => Promise<string>;
  readonly payOrder: (orderId: string, card: string) => Promise<readonly Refusal[]>;
  readonly cancelOrder: (orderId: string) => Promise<readonly Refusal[]>;
  readonly addProduct: (sku: string, onHand: number) => Promise<void>;
  /** The live statuses of the order. Ends when the caller stops iterating. */
  readonly watchOrder: (orderId: string) => AsyncGenerator<LiveStatus>;
  /** Polls the order until it matches. */
  readonly waitForOrder: (orderId: string, matches: (order: OrderSummary) => boolean) => Promise<OrderSummary>;
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
  placeOrder: `mutation PlaceOrder($input: CreateOrderInput!) {
    createOrder(input: $input) { order { id } userErrors { code message } }
  }`,
  payOrder: `mutation PayOrder($input: PayOrderInput!) { payOrder(input: $input) { userErrors { code message } } }`,
  cancelOrder: `mutation CancelOrder($input: CancelOrderInput!) { cancelOrder(input: $input) { userErrors { code message } } }`,
  addProduct: `mutation AddProduct($input: AddProductInput!) { addProduct(input: $input) { userErrors { code message } } }`,
  summary: `query OrderSummary($id: ID!) {
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

export const connectDemoClient = (graphqlUrl: string, tokens: Tokens): DemoClient => {
  const request: DemoClient['request'] = (caller, document, variables = {}) =>
    graphqlRequest({ url: graphqlUrl, token: tokens[caller], document, variables });

  return {
    request,
    placeOrder: async ({ items, card, idempotencyKey }) => {
      const payment = card === undefined ? {} : { payment: methodOf(card) };
      const input = { items, contact, shippingAddress, idempotencyKey, ...payment };
      type Payloads = { createOrder: Refusable & { order: { id: string } | null } };
      const { createOrder } = await request<Payloads>('customer', documents.placeOrder, { input });
      assertNotRefused(createOrder);
      return createOrder.order?.id ?? '';
    },
    payOrder: async (orderId, card) => {
      const input = { orderId, payment: methodOf(card) };
      return (await request<{ payOrder: Refusable }>('customer', documents.payOrder, { input })).payOrder.userErrors;
    },
    cancelOrder: async (orderId) => {
      const input = { orderId, reason: 'Ordered by mistake' };
      return (await request<{ cancelOrder: Refusable }>('customer', documents.cancelOrder, { input })).cancelOrder
        .userErrors;
    },
    addProduct: async (sku, onHand) => {
      const input = { sku, name: 'Tea of the day', unitPrice: { amount: '5.00', currencyCode: 'EUR' }, onHand };
      assertNotRefused(
        (await request<{ addProduct: Refusable }>('operator', documents.addProduct, { input })).addProduct,
      );
    },
    watchOrder: (orderId) => {
      const signal = AbortSignal.timeout(SETTLED_WITHIN_MS);
      return liveStatuses({ graphqlUrl, token: tokens.customer, orderId, signal });
    },
    waitForOrder: async (orderId, matches) => {
      const timeoutAt = Date.now() + SETTLED_WITHIN_MS;
      for (;;) {
        const { order } = await request<{ order: OrderSummary | null }>('operator', documents.summary, { id: orderId });
        if (order !== null && matches(order)) return order;
        if (Date.now() > timeoutAt) throw new Error(`Order ${orderId} is still ${order?.status ?? 'unknown'}.`);
        await delay(POLL_MS);
      }
    },
  };
};
