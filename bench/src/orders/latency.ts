import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { quantile } from '../http-load';
import { placeOrder, addProducts, type Addresses, type OrdersClient } from './orders-client';

const ORDERS_PER_SECOND = 20;
const SECONDS = 20;
const WARM_UP_ORDERS = 60;
const SETTLE_MS = 5_000;

export interface Latency {
  readonly createOrder: { readonly p50Ms: number; readonly p99Ms: number };
  /** From the answer of createOrder at the client to the PAID event at a subscriber. */
  readonly acceptedToPaid: { readonly p50Ms: number; readonly p99Ms: number };
  readonly orders: number;
  readonly unpaid: number;
}

interface Activity {
  readonly orderActivity: { readonly to: string; readonly order: { readonly id: string } };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const quantiles = (values: readonly number[]): { readonly p50Ms: number; readonly p99Ms: number } => {
  const sorted = values.toSorted((one, other) => one - other);
  return { p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) };
};

const watchPaid = ({
  gateway,
  tokens,
}: Addresses): { readonly paid: Map<string, number>; readonly stop: () => Promise<void> } => {
  const paid = new Map<string, number>();
  const client = createClient({
    url: gateway.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${tokens.operator}` },
  });
  client.subscribe<Activity>(
    { query: 'subscription { orderActivity { to order { id } } }' },
    {
      next: ({ data }) => {
        if (data?.orderActivity.to === 'PAID') paid.set(data.orderActivity.order.id, performance.now());
      },
      error: (error) => {
        throw new Error(`orderActivity ended: ${JSON.stringify(error)}`);
      },
      complete: () => undefined,
    },
  );
  return { paid, stop: async () => client.dispose() };
};

/** An open loop of 20 orders a second: an order starts at its moment, whether the one before it was answered or not. */
export const latency = async (client: OrdersClient, addresses: Addresses, run: string): Promise<Latency> => {
  await addProducts(client, run);
  const { paid, stop } = watchPaid(addresses);
  const answers: number[] = [];
  const accepted = new Map<string, number>();
  const pending: Promise<void>[] = [];
  const begun = performance.now();

  const place = async (n: number): Promise<void> => {
    const sent = performance.now();
    const id = await placeOrder(client, run, n);
    const answered = performance.now();
    if (n <= WARM_UP_ORDERS) return;
    answers.push(answered - sent);
    accepted.set(id, answered);
  };

  const count = WARM_UP_ORDERS + ORDERS_PER_SECOND * SECONDS;
  for (let n = 1; n <= count; n += 1) {
    await pause(Math.max(0, begun + (n * 1_000) / ORDERS_PER_SECOND - performance.now()));
    pending.push(place(n));
  }
  await Promise.all(pending);
  await pause(SETTLE_MS);
  await stop();

  const waits = [...accepted].flatMap(([id, at]) => {
    const paidAt = paid.get(id);
    return paidAt === undefined ? [] : [Math.max(0, paidAt - at)];
  });
  return {
    createOrder: quantiles(answers),
    acceptedToPaid: quantiles(waits),
    orders: accepted.size,
    unpaid: accepted.size - waits.length,
  };
};
