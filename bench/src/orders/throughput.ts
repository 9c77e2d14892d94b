import { placeOrder, addProducts, type OrdersClient } from './orders-client';

const CLIENTS = 32;
const SECONDS = 15;
const WARM_UP_ORDERS = 300;
const SETTLED_WITHIN_MS = 60_000;
const POLL_MS = 250;

export interface Throughput {
  /** From the first request to the last order's PAID, by the orders' own clock. */
  readonly paidPerSecond: number;
  readonly accepted: number;
  /** Accepted orders that did not become PAID. */
  readonly lost: number;
}

interface Placed {
  readonly order: { readonly status: string; readonly updatedAt: string } | null;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The instant at which the order was PAID; undefined when it is not within the time. */
const paidAt = async (client: OrdersClient, id: string, until: number): Promise<number | undefined> => {
  for (;;) {
    const { order } = await client.request<Placed>(
      'customer',
      `query($id: ID!) { order(id: $id) { status updatedAt } }`,
      {
        id,
      },
    );
    if (order?.status === 'PAID') return Date.parse(order.updatedAt);
    if (Date.now() > until || order?.status === 'FAILED') return undefined;
    await pause(POLL_MS);
  }
};

const placeMany = async (client: OrdersClient, numbers: Iterator<number>, run: string): Promise<readonly string[]> => {
  const ids: string[] = [];
  const oneClient = async (): Promise<void> => {
    for (let next = numbers.next(); next.done !== true; next = numbers.next())
      ids.push(await placeOrder(client, run, next.value));
  };
  await Promise.all(Array.from({ length: CLIENTS }, oneClient));
  return ids;
};

function* upTo(count: number): Generator<number> {
  for (let n = 1; n <= count; n += 1) yield n;
}

function* whileIn(seconds: number): Generator<number> {
  const until = Date.now() + seconds * 1_000;
  for (let n = WARM_UP_ORDERS + 1; Date.now() < until; n += 1) yield n;
}

/** Resolves when all of them are PAID. */
export const allPaid = async (client: OrdersClient, ids: readonly string[]): Promise<void> => {
  const until = Date.now() + SETTLED_WITHIN_MS;
  for (const id of ids.toReversed())
    if ((await paidAt(client, id, until)) === undefined) throw new Error(`Order ${id} is not PAID.`);
};

/** Two-line orders by 32 clients, each waiting for its answer before the next. */
export const throughput = async (client: OrdersClient, run: string): Promise<Throughput> => {
  await addProducts(client, run);
  const warm = await placeMany(client, upTo(WARM_UP_ORDERS), run);
  for (const id of warm) await paidAt(client, id, Date.now() + SETTLED_WITHIN_MS);

  const begun = Date.now();
  const ids = await placeMany(client, whileIn(SECONDS), run);
  const until = Date.now() + SETTLED_WITHIN_MS;
  const times: (number | undefined)[] = [];
  for (const id of ids.toReversed()) times.push(await paidAt(client, id, until));
  const paid = times.filter((time) => time !== undefined);
  const last = paid.reduce((latest, time) => Math.max(latest, time), begun);
  return {
    paidPerSecond: (paid.length * 1_000) / (last - begun),
    accepted: ids.length,
    lost: ids.length - paid.length,
  };
};
