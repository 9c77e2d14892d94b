import {
  type DeadLetterResolved,
  deadLetterResolved,
  type Envelope,
  type EventContract,
  type MessageDeadLettered,
  messageDeadLettered,
} from '@oms/contracts';
import { type Database, newId, openDatabase, rowsOf } from '@oms/database';
import { readEvents } from '@oms/messaging';
import { createLogger, createMetrics } from '@oms/telemetry';
import { raceAgainstItself, RACERS, type TestServers, testServers } from '@oms/testing';
import { cancelOrder } from '../../application/cancel-order';
import { createOrder } from '../../application/create-order';
import { hearEvents } from '../../application/hear-events';
import { dismissDeadLetter, retryDeadLetter } from '../../application/manage-dead-letters';
import { passDeadlines } from '../../application/pass-deadlines';
import { aCustomer, anOperator, anOrderOf, cause, heard, prices } from '../../application/testing/given';
import { identifiers, pause } from '../../application/testing/orders-contract';
import type { Viewer } from '../../application/viewer';
import type { CheckoutInput } from '../../domain/checkout/checkout';
import type { OrderId, Sku } from '../../domain/order/values';
import { patience, tea } from '../../domain/testing/given';
import { fileDeadLetters, resolveDeadLetters } from './dead-letter-list';
import { entities, migrations } from './entities';
import { keepPrices } from './price-book';
import { typeormCheckouts } from './typeorm-checkouts';
import { typeormDeadLetters } from './typeorm-dead-letters';
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

const create = (
  viewer: Viewer,
  { idempotencyKey, terms = patience }: { idempotencyKey?: string; terms?: typeof patience } = {},
) =>
  createOrder({ orders: typeormOrders(database), identifiers, patience: terms, pause })(
    anOrderOf(viewer, { ...(idempotencyKey !== undefined && { idempotencyKey }) }),
  );

const place = async (viewer: Viewer, terms = patience): Promise<OrderId> => {
  const answer = await create(viewer, { terms });
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
    cause,
    input: { orderId, reason: null },
  });

const sequencesOf = async (...ids: readonly OrderId[]): Promise<readonly (readonly number[])[]> =>
  Promise.all(
    ids.map(async (orderId) => (await readEvents(database.requests, { orderId })).map(({ sequence }) => sequence)),
  );

const reserved: CheckoutInput = { type: 'StockReserved' };
const provided: CheckoutInput = { type: 'PaymentMethodProvided' };
const captured: CheckoutInput = { type: 'PaymentCaptured', attempt: 1 };
const declined: CheckoutInput = { type: 'PaymentFailed', attempt: 1, code: 'PAYMENT_DECLINED', message: 'No' };

const rotated = <Item>(items: readonly Item[], by: number): readonly Item[] => {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
};

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

  it.each<readonly [string, readonly CheckoutInput[], CheckoutInput, number]>([
    ['StockReserved', [], reserved, 2],
    ['StockRejected', [], { type: 'StockRejected' }, 2],
    ['PaymentMethodProvided', [], provided, 1],
    ['PaymentCaptured', [reserved], captured, 4],
    ['PaymentFailed', [reserved], declined, 3],
    ['StockReleased', [reserved, declined], { type: 'StockReleased' }, 3],
    ['PaymentRefunded', [reserved, declined], { type: 'PaymentRefunded', full: true }, 3],
  ])('lets the saga of an order heed %s once', async (_, history, input, versionExpected) => {
    const id = await place(aCustomer());
    await hear(history.map((each) => [id, each]));
    await raceAgainstItself({
      command: () => hear([[id, input]]),
      isAccepted: () => true,
      acceptedExpected: RACERS,
      histories: () => sequencesOf(id),
      metrics,
    });
    expect((await sequencesOf(id))[0]).toHaveLength(versionExpected);
  });

  it('gives up what is overdue once, together with what it hears meanwhile', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => place(aCustomer(), atOnce)));
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
    const undone: readonly CheckoutInput[] = [{ type: 'StockReleased' }, { type: 'PaymentRefunded', full: true }];
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

const aboutLetter = <Data>(
  { type, aggregateType }: EventContract<Data>,
  { sequence, data, subject }: { sequence: number; data: Data; subject: string },
): Envelope<Data> => ({
  specversion: '1.0',
  id: newId(),
  source: '/payments',
  type,
  subject,
  time: new Date().toISOString(),
  datacontenttype: 'application/json',
  aggregatetype: aggregateType,
  sequence,
  correlationid: 'race',
  schemaversion: 1,
  data,
});

const deadLettered = (deadLetterId: string, sequence = 1): Envelope<MessageDeadLettered> =>
  aboutLetter(messageDeadLettered.payments, {
    subject: deadLetterId,
    sequence,
    data: {
      deadLetterId,
      consumer: 'payments.orders',
      subject: 'oms.orders.order-created.v1',
      message: '{}',
      error: 'A fault.',
      deliveries: sequence,
    },
  });

const resolved = (deadLetterId: string): Envelope<DeadLetterResolved> =>
  aboutLetter(deadLetterResolved.payments, {
    subject: deadLetterId,
    sequence: 2,
    data: { deadLetterId, consumer: 'payments.orders' },
  });

const file = (letters: readonly Envelope<MessageDeadLettered>[]): Promise<void> =>
  database.transaction((tx) => fileDeadLetters(tx, letters));

const letterSequences = async (id: string): Promise<readonly (readonly number[])[]> => {
  const events = await readEvents(database.requests, { aggregateType: 'DeadLetter', aggregateId: id });
  return [events.map(({ sequence }) => sequence)];
};

describe('a command to a dead letter that races itself', () => {
  it.each([
    // As long as a dead letter is open an operator may ask again.
    ['is asked for again', retryDeadLetter, RACERS],
    ['is dismissed once', dismissDeadLetter, 1],
  ] as const)('%s', async (_, command, acceptedExpected) => {
    const id = newId();
    await file([deadLettered(id)]);
    const request = { viewer: anOperator, idempotencyKey: undefined, cause };
    await raceAgainstItself({
      command: () => command(typeormDeadLetters(database))({ ...request, input: { id, reason: 'Noise' } }),
      isAccepted: isDone,
      acceptedExpected,
      histories: () => letterSequences(id),
      metrics,
    });
  });

  it('is filed and resolved in any order of any batch', async () => {
    const ids = Array.from({ length: 100 }, () => newId());
    await raceAgainstItself({
      command: (racer) => {
        const batch = rotated(ids, racer);
        if (racer % 2 === 0) return file(batch.map((id) => deadLettered(id)));
        return database.transaction((tx) => resolveDeadLetters(tx, batch.map(resolved)));
      },
      isAccepted: () => true,
      acceptedExpected: RACERS,
      histories: () => Promise.resolve([]),
      metrics,
    });
    await database.transaction((tx) => resolveDeadLetters(tx, ids.map(resolved)));
    const open = `select 1 from dead_letter_list where id = any($1::uuid[]) and status <> 'RESOLVED'`;
    expect(await rowsOf(database.requests, open, [ids])).toEqual([]);
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
