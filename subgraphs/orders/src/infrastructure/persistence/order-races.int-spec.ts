import { type Database, rowsOf } from '@oms/database';
import type { Actor, Id } from '@oms/kernel';
import { readEvents } from '@oms/messaging';
import { createMetrics } from '@oms/telemetry';
import { raceAgainstItself, RACERS, rotated } from '@oms/testing';
import { passDeadlines } from '../../application/commands/pass-deadlines';
import {
  aCustomer,
  anOrderWithoutPayment,
  cancellingIn,
  participantEvent,
  placedIn,
  placingIn,
} from '../../application/testing/fixtures';
import type { CheckoutInput } from '../../domain/checkout/checkout';
import type { Sku } from '../../domain/order/values';
import { tea, timeouts } from '../../domain/testing/fixtures';
import { openOrdersDatabase, type OrdersDatabase, putPrices, receiveIn } from '../../testing/orders-database';
import { typeormCheckoutRepository } from './checkout-repository';
import { typeormOrderRepository } from './order-repository';
import { storePrices } from './price-book-repository';

const metrics = createMetrics({ service: 'orders' });
const atOnce = { ...timeouts, reservationMs: 0 };

let opened: OrdersDatabase;
let database: Database;

beforeAll(async () => {
  // Every racer has a connection, so that all of them wait for the row and none for the pool.
  opened = await openOrdersDatabase({ poolMax: 2 * RACERS, metrics });
  ({ database } = opened);
  await putPrices(database);
});

afterAll(() => opened.close());

const isSucceeded = ({ kind }: { readonly kind: string }): boolean => kind === 'Succeeded';

const place = async (...placing: Parameters<ReturnType<typeof placedIn>>): Promise<Id<'Order'>> =>
  (await placedIn(typeormOrderRepository(database))(...placing)).id;

const receive = (inputs: readonly (readonly [Id<'Order'>, CheckoutInput])[]): Promise<void> =>
  receiveIn(database)(...inputs);

const cancel = (actor: Actor, orderId: Id<'Order'>) => cancellingIn(typeormOrderRepository(database))(actor, orderId);

const sequencesOf = async (...ids: readonly Id<'Order'>[]): Promise<readonly (readonly number[])[]> =>
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
    const outcomes = await raceAgainstItself({
      command: () => placingIn(typeormOrderRepository(database))(ada, { idempotencyKey: 'once' }),
      isAccepted: isSucceeded,
      acceptedExpected: RACERS,
      histories: () => Promise.resolve([]),
      metrics,
    });
    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
    const text = 'select 1 from orders where customer_id = $1';
    expect(await rowsOf(database.requests, text, [ada.id])).toHaveLength(1);
  });

  it('cancels once', async () => {
    const ada = aCustomer();
    const id = await place(ada);
    await raceAgainstItself({
      command: () => cancel(ada, id),
      isAccepted: isSucceeded,
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
  const appliedEvents = `select 1 from timeline where order_id = $1 and ignored is null and event ->> 'type' = $2`;

  it.each<Contest>([
    { history: [], input: reserved, versionExpected: 2 },
    { history: [], input: { type: 'StockRejected' }, versionExpected: 2 },
    { history: [reserved], input: provided, versionExpected: 2, unpaid: true },
    { history: [reserved], input: captured, versionExpected: 4 },
    { history: [reserved], input: declined, versionExpected: 3 },
    { history: [reserved, declined], input: { type: 'StockReleased' }, versionExpected: 3 },
    { history: [reserved, captured, cancelled], input: refunded, versionExpected: 5 },
  ])(
    'lets the saga of an order apply $input.type once',
    async ({ history, input, versionExpected, unpaid = false }) => {
      const id = await place(aCustomer(), unpaid ? { command: anOrderWithoutPayment } : {});
      await receive(history.map((each) => [id, each]));
      await raceAgainstItself({
        command: () => receive([[id, input]]),
        isAccepted: () => true,
        acceptedExpected: RACERS,
        histories: () => sequencesOf(id),
        metrics,
      });
      expect((await sequencesOf(id))[0]).toHaveLength(versionExpected);
      expect(await rowsOf(database.requests, appliedEvents, [id, participantEvent(id, input).event.type])).toHaveLength(
        1,
      );
    },
  );

  it('abandons overdue orders once, while it receives events about them', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => place(aCustomer(), { timeouts: atOnce })));
    await raceAgainstItself({
      command: async (racer) => {
        if (racer % 2 === 0) return receive(rotated(ids, racer).map((id) => [id, reserved]));
        await database.transaction((tx) => passDeadlines(timeouts)(typeormCheckoutRepository(tx)), { pool: 'work' });
      },
      isAccepted: () => true,
      acceptedExpected: RACERS,
      histories: () => sequencesOf(...ids),
      metrics,
    });
    // Whichever came first, it had one effect: the order failed without a reservation, or its payment was requested.
    for (const sequences of await sequencesOf(...ids)) expect(sequences).toHaveLength(2);
  });

  it('applies batches that contain the same orders in different orders', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => place(aCustomer())));
    await raceAgainstItself({
      command: (racer) => receive(rotated(ids, racer).map((id) => [id, reserved])),
      isAccepted: () => true,
      acceptedExpected: RACERS,
      histories: () => sequencesOf(...ids),
      metrics,
    });
  });
});

describe('a compensation that races itself', () => {
  it('settles an order that was paid and cancelled', async () => {
    const ada = aCustomer();
    const id = await place(ada);
    await receive([
      [id, reserved],
      [id, captured],
    ]);
    await cancel(ada, id);
    const undone: readonly CheckoutInput[] = [{ type: 'StockReleased' }, refunded];
    await raceAgainstItself({
      command: (racer) => receive(rotated(undone, racer).map((input) => [id, input])),
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
  it('end as the latest, whatever the order in which they are received', async () => {
    const skus = Array.from({ length: 100 }, (_, index) => `RACE-${index.toString()}` as Sku);
    await raceAgainstItself({
      command: (racer) => {
        const sequence = racer + 1;
        const unitPrice = { amountMinor: BigInt(sequence), currency: 'USD' };
        const products = rotated(skus, racer).map((sku) => ({ sku, name: tea, unitPrice, active: true, sequence }));
        return database.transaction((tx) => storePrices(tx, products), { pool: 'work' });
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
