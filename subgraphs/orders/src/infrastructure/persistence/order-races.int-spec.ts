import { type Database, openDatabase, rowsOf } from '@oms/database';
import { readEvents } from '@oms/messaging';
import { createLogger, createMetrics } from '@oms/telemetry';
import { raceAgainstItself, RACERS, rotated, type TestServers, testServers } from '@oms/testing';
import { cancelOrder } from '../../application/cancel-order';
import { createOrder } from '../../application/create-order';
import { hearEvents } from '../../application/hear-events';
import { passDeadlines } from '../../application/pass-deadlines';
import { aCustomer, anOrderOf, causation, heard, prices } from '../../application/testing/given';
import { identifiers, catalogueLog } from '../../application/testing/orders-contract';
import type { Viewer } from '../../application/viewer';
import type { CheckoutInput } from '../../domain/checkout/checkout';
import type { OrderId, Sku } from '../../domain/order/values';
import { patience, tea } from '../../domain/testing/given';
import { entities, migrations } from './entities';
import { keepPrices } from './price-book';
import { typeormCheckouts } from './typeorm-checkouts';
import { typeormOrders } from './typeorm-orders';

const logger = createLogger({ name: 'orders', level: 'silent' });
const metrics = createMetrics({ service: 'orders' });
const atOnce = { ...patience, reservationMs: 0 };

let servers: TestServers<'orders'>;
let database: Database;

beforeAll(async () => {
  servers = await testServers(['orders']);
  // Every racer has a connection, so that all of them wait for the row and none for the pool.
  const config = { ...servers.schemas.orders, poolMax: 2 * RACERS };
  database = await openDatabase(config, { entities, migrations, logger, metrics });
  const sequenced = prices.map((price) => ({ ...price, sequence: 1 }));
  await database.transaction((tx) => keepPrices(tx, sequenced));
});

afterAll(async () => {
  await database.close();
  await servers.drop();
});

const isDone = ({ kind }: { readonly kind: string }): boolean => kind === 'Done';

interface Placing {
  readonly idempotencyKey?: string;
  readonly unpaid?: boolean;
  readonly terms?: typeof patience;
}

const create = (viewer: Viewer, { terms = patience, ...changes }: Placing = {}) =>
  createOrder({ orders: typeormOrders(database), identifiers, patience: terms, catalogueLog })(
    anOrderOf(viewer, changes),
  );

const place = async (viewer: Viewer, placing: Placing = {}): Promise<OrderId> => {
  const answer = await create(viewer, placing);
  if (answer.kind !== 'Done') throw new Error('The order was not placed.');
  return answer.order.id;
};

const hear = (inputs: readonly (readonly [OrderId, CheckoutInput])[]): Promise<void> =>
  database.transaction(
    (tx) =>
      hearEvents(patience)(
        typeormCheckouts(tx),
        inputs.map(([id, input]) => heard(id, input)),
      ),
    { pool: 'work' },
  );

const cancel = (viewer: Viewer, orderId: OrderId) =>
  cancelOrder({ orders: typeormOrders(database), patience })({
    viewer,
    idempotencyKey: undefined,
    causation,
    input: { orderId, reason: null },
  });

const sequencesOf = async (...ids: readonly OrderId[]): Promise<readonly (readonly number[])[]> =>
  Promise.all(
    ids.map(async (orderId) => (await readEvents(database.requests, { orderId })).map(({ sequence }) => sequence)),
  );

const reserved: CheckoutInput = { type: 'StockReserved' };
const provided: CheckoutInput = { type: 'PaymentMethodProvided' };
const captured: CheckoutInput = { type: 'PaymentCaptured', attempt: 1 };
const cancelled: CheckoutInput = { type: 'CancellationRequested', reason: null };
const refunded: CheckoutInput = { type: 'PaymentRefunded', full: true };
const declined: CheckoutInput = { type: 'PaymentFailed', attempt: 1, code: 'PAYMENT_DECLINED', message: 'No' };

describe('a command to an order that races itself', () => {
  it('places one order for one idempotency key', async () => {
    const ada = aCustomer();
    const answers = await raceAgainstItself({
      command: () => create(ada, { idempotencyKey: 'once' }),
      isAccepted: isDone,
      acceptedExpected: RACERS,
      histories: () => Promise.resolve([]),
      metrics,
    });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const text = 'select 1 from orders where customer_id = $1';
    expect(await rowsOf(database.requests, text, [ada.id])).toHaveLength(1);
  });

  it('cancels once', async () => {
    const ada = aCustomer();
    const id = await place(ada);
    await raceAgainstItself({
      command: () => cancel(ada, id),
      isAccepted: isDone,
      acceptedExpected: 1,
      histories: () => sequencesOf(id),
      metrics,
    });
  });

  interface Contest {
    readonly history: readonly CheckoutInput[];
    readonly input: CheckoutInput;
    readonly versionExpected: number;
    readonly unpaid?: boolean;
  }
  const heeded = `select 1 from timeline where order_id = $1 and ignored is null and event ->> 'type' = $2`;

  it.each<Contest>([
    { history: [], input: reserved, versionExpected: 2 },
    { history: [], input: { type: 'StockRejected' }, versionExpected: 2 },
    { history: [reserved], input: provided, versionExpected: 2, unpaid: true },
    { history: [reserved], input: captured, versionExpected: 4 },
    { history: [reserved], input: declined, versionExpected: 3 },
    { history: [reserved, declined], input: { type: 'StockReleased' }, versionExpected: 3 },
    { history: [reserved, captured, cancelled], input: refunded, versionExpected: 5 },
  ])('lets the saga of an order heed $input.type once', async ({ history, input, versionExpected, unpaid = false }) => {
    const id = await place(aCustomer(), { unpaid });
    await hear(history.map((each) => [id, each]));
    await raceAgainstItself({
      command: () => hear([[id, input]]),
      isAccepted: () => true,
      acceptedExpected: RACERS,
      histories: () => sequencesOf(id),
      metrics,
    });
    expect((await sequencesOf(id))[0]).toHaveLength(versionExpected);
    expect(await rowsOf(database.requests, heeded, [id, heard(id, input).event.type])).toHaveLength(1);
  });

  it('gives up what is overdue once, together with what it hears meanwhile', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => place(aCustomer(), { terms: atOnce })));
    await raceAgainstItself({
      command: async (racer) => {
        if (racer % 2 === 0) return hear(rotated(ids, racer).map((id) => [id, reserved]));
        await database.transaction((tx) => passDeadlines(patience)(typeormCheckouts(tx)), { pool: 'work' });
      },
      isAccepted: () => true,
      acceptedExpected: RACERS,
      histories: () => sequencesOf(...ids),
      metrics,
    });
    // Whichever came first, it had one effect: failed for want of a reservation, or on the way to its payment.
    for (const sequences of await sequencesOf(...ids)) expect(sequences).toHaveLength(2);
  });

  it('takes batches that name the same orders in different orders', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => place(aCustomer())));
    await raceAgainstItself({
      command: (racer) => hear(rotated(ids, racer).map((id) => [id, reserved])),
      isAccepted: () => true,
      acceptedExpected: RACERS,
      histories: () => sequencesOf(...ids),
      metrics,
    });
  });
});

describe('a compensation that races itself', () => {
  it('brings an order that was paid and cancelled to rest', async () => {
    const ada = aCustomer();
    const id = await place(ada);
    await hear([
      [id, reserved],
      [id, captured],
    ]);
    await cancel(ada, id);
    const undone: readonly CheckoutInput[] = [{ type: 'StockReleased' }, refunded];
    await raceAgainstItself({
      command: (racer) => hear(rotated(undone, racer).map((input) => [id, input])),
      isAccepted: () => true,
      acceptedExpected: RACERS,
      histories: () => sequencesOf(id),
      metrics,
    });
    const text = 'select step from orders where id = $1';
    expect(await rowsOf(database.requests, text, [id])).toEqual([{ step: 'Compensated' }]);
  });
});

describe('prices that race each other', () => {
  it('end as the latest, whatever the order in which they are heard', async () => {
    const skus = Array.from({ length: 100 }, (_, index) => `RACE-${index.toString()}` as Sku);
    await raceAgainstItself({
      command: (racer) => {
        const sequence = racer + 1;
        const unitPrice = { amountMinor: BigInt(sequence), currency: 'USD' };
        const products = rotated(skus, racer).map((sku) => ({ sku, name: tea, unitPrice, active: true, sequence }));
        return database.transaction((tx) => keepPrices(tx, products), { pool: 'work' });
      },
      isAccepted: () => true,
      acceptedExpected: RACERS,
      histories: () => Promise.resolve([]),
      metrics,
    });
    const stale = 'select 1 from price_book where sku = any($1::text[]) and amount_minor <> $2';
    expect(await rowsOf(database.requests, stale, [skus, RACERS])).toEqual([]);
  });
});
