import {
  type DeadLetterResolved,
  deadLetterResolved,
  type Envelope,
  type MessageDeadLettered,
  messageDeadLettered,
} from '@oms/contracts';
import { type Database, newId, rowsOf } from '@oms/database';
import { readEvents } from '@oms/messaging';
import { envelopeOf } from '@oms/messaging/testing';
import { createMetrics } from '@oms/telemetry';
import { raceAgainstItself, RACERS, rotated } from '@oms/testing';
import { dismissDeadLetter, retryDeadLetter } from '../../application/commands/manage-dead-letters';
import { anOperator, requestOf } from '../../application/testing/fixtures';
import { openOrdersDatabase, type OrdersDatabase } from '../../testing/orders-database';
import { fileDeadLetters, resolveDeadLetters } from './dead-letter-projection';
import { typeormDeadLetterRepository } from './dead-letter-repository';

const metrics = createMetrics({ service: 'orders' });

let opened: OrdersDatabase;
let database: Database;

beforeAll(async () => {
  // Every racer has a connection, so that all of them wait for the row and none for the pool.
  opened = await openOrdersDatabase({ poolMax: 2 * RACERS, metrics });
  ({ database } = opened);
});

afterAll(() => opened.close());

const isSucceeded = ({ kind }: { readonly kind: string }): boolean => kind === 'Succeeded';

const deadLettered = (deadLetterId: string, sequence = 1): Envelope<MessageDeadLettered> =>
  envelopeOf(messageDeadLettered.payments, {
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
  envelopeOf(deadLetterResolved.payments, {
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
    // As long as a dead letter is open an operator may request another retry.
    ['is accepted each time to retry it', retryDeadLetter, RACERS],
    ['is accepted once to dismiss it', dismissDeadLetter, 1],
  ] as const)('%s', async (_, command, acceptedExpected) => {
    const id = newId<'DeadLetter'>();
    await file([deadLettered(id)]);
    await raceAgainstItself({
      command: () => command(typeormDeadLetterRepository(database))({ id, reason: 'Noise' }, requestOf(anOperator)),
      isAccepted: isSucceeded,
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
