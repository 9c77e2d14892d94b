import { createHash } from 'node:crypto';
import { messageDeadLettered } from '@oms/contracts';
import { type Database, newId, rowsOf } from '@oms/database';
import type { Id } from '@oms/kernel';
import { envelopeOf } from '@oms/messaging/testing';
import { dismissDeadLetter } from '../../application/commands/manage-dead-letters';
import {
  aCustomer,
  anOperator,
  anOrderWithoutPayment,
  cancellingIn,
  placedIn,
  requestOf,
} from '../../application/testing/fixtures';
import { openOrdersDatabase, type OrdersDatabase, putPrices, receiveIn } from '../../testing/orders-database';
import { fileDeadLetters } from './dead-letter-projection';
import { typeormDeadLetterRepository } from './dead-letter-repository';
import { entities, orderEntity } from './entities';
import { typeormOrderRepository } from './order-repository';

interface StoredKey {
  readonly input_hash: Buffer;
  readonly answer: unknown;
}

let opened: OrdersDatabase;
let database: Database;

beforeAll(async () => {
  opened = await openOrdersDatabase();
  ({ database } = opened);
  await putPrices(database);
});
afterAll(() => opened.close());

const place = (...placing: Parameters<ReturnType<typeof placedIn>>) =>
  placedIn(typeormOrderRepository(database))(...placing);

const checkoutOf = async (id: Id<'Order'>): Promise<unknown> =>
  (await database.requests.getRepository(orderEntity).findOneByOrFail({ id })).checkout;

const storedUnder = async (key: string): Promise<StoredKey | undefined> => {
  const [row] = await rowsOf<StoredKey>(
    database.requests,
    'select input_hash, answer from idempotency where key = $1',
    [key],
  );
  return row;
};

const hashOf = (json: string): Buffer => createHash('sha256').update(json).digest();

/** Rows of earlier versions are read and idempotency keys of earlier versions repeated, so these formats stay. */
describe('the stored format', () => {
  it.each(entities.map((entity) => [entity.options.tableName, entity] as const))(
    'of %s is its entity’s',
    async (...[, entity]) => {
      expect(await database.requests.getRepository(entity).find({ take: 1 })).toBeInstanceOf(Array);
    },
  );

  it('of a checkout names the payment source `means` and the pending compensations `owed`', async () => {
    const ada = aCustomer();
    const { id, deadline } = await place(ada);
    const method = { type: 'CARD', token: 'pm_card_visa' };
    expect(await checkoutOf(id)).toEqual({ step: 'ReservingStock', means: { given: 'WithOrder', method }, deadline });
    await receiveIn(database)([id, { type: 'StockReserved' }]);
    await cancellingIn(typeormOrderRepository(database))(ada, id);
    expect(await checkoutOf(id)).toEqual({ step: 'Abandoned', attempt: 1, owed: ['Stock', 'Payment'] });
    await receiveIn(database)([id, { type: 'StockReleased' }]);
    expect(await checkoutOf(id)).toEqual({ step: 'Abandoned', attempt: 1, owed: ['Payment'] });
    const unpaid = await place(ada, { command: anOrderWithoutPayment });
    expect(await checkoutOf(unpaid.id)).toEqual({
      step: 'ReservingStock',
      means: { given: 'NotYet' },
      deadline: unpaid.deadline,
    });
  });

  it('of an idempotency key of createOrder is the hash of its command, and the order', async () => {
    const order = await place(aCustomer(), { idempotencyKey: 'stored-order' });
    const command = `{"value":{"contact":{"email":"ada@example.com","phone":null},"items":[{"quantity":2,"sku":"TEA-GREEN"}],"payment":{"token":"pm_card_visa","type":"CARD"},"shippingAddress":{"city":"London","countryCode":"GB","line1":"12 St James Square","line2":null,"name":"Ada Lovelace","postalCode":"SW1Y 4JH","region":null}}}`;
    expect(await storedUnder('stored-order')).toEqual({
      input_hash: hashOf(command),
      answer: {
        kind: 'Done',
        order: {
          ...order,
          lines: [
            {
              sku: 'TEA-GREEN',
              quantity: 2,
              name: 'Green tea, 100 g',
              unitPrice: { amountMinor: '1250', currency: 'USD' },
            },
          ],
          total: { amountMinor: '2500', currency: 'USD' },
        },
      },
    });
    expect(Object.keys(order).sort()).toEqual(
      `contact customerId deadline failure id lines number paymentMethodGiven placedAt shippingAddress snapshot source
       status step total updatedAt version`.split(/\s+/),
    );
  });

  it('of an idempotency key of cancelOrder is the hash of its command', async () => {
    const ada = aCustomer();
    const { id } = await place(ada);
    await cancellingIn(typeormOrderRepository(database))(ada, id, { idempotencyKey: 'stored-cancellation' });
    expect((await storedUnder('stored-cancellation'))?.input_hash).toEqual(
      hashOf(`{"value":{"orderId":"${id}","reason":null}}`),
    );
  });

  it('of an idempotency key of dismissDeadLetter is the hash of its command, and the dead letter', async () => {
    const id = newId<'DeadLetter'>();
    const consumer = 'payments.orders';
    const data = { deadLetterId: id, consumer, subject: 's', message: 'm', error: 'e', deliveries: 8 };
    await database.transaction((tx) =>
      fileDeadLetters(tx, [envelopeOf(messageDeadLettered.payments, { subject: id, data })]),
    );
    const dismiss = dismissDeadLetter(typeormDeadLetterRepository(database));
    await dismiss({ id, reason: 'Noise' }, requestOf(anOperator, 'stored-dismissal'));
    expect(await storedUnder('stored-dismissal')).toMatchObject({
      input_hash: hashOf(`{"value":{"id":"${id}","reason":"Noise"}}`),
      answer: { kind: 'Done', deadLetter: { id, consumer, status: 'DISMISSED', deliveries: 8, waiting: 0 } },
    });
  });
});
