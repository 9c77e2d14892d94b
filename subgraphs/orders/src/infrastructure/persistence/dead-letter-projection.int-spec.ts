import { deadLetterResolved, type Envelope, messageDeadLettered } from '@oms/contracts';
import { type Database, newId, rowsOf } from '@oms/database';
import { accept, type Id } from '@oms/kernel';
import type { DeadLetterEvent } from '../../application/ports/dead-letter-repository';
import { anOperator, requestOf } from '../../application/testing/fixtures';
import { openOrdersDatabase, type OrdersDatabase } from '../../testing/orders-database';
import { fileDeadLetters, resolveDeadLetters } from './dead-letter-projection';
import { typeormDeadLetterRepository } from './dead-letter-repository';

const consumer = 'payments.orders';

const envelopeOf = <Data>(type: string, sequence: number, data: Data): Envelope<Data> => ({
  specversion: '1.0',
  id: newId(),
  source: '/payments',
  type,
  subject: 'a-letter',
  time: '2026-01-01T00:00:00.000Z',
  datacontenttype: 'application/json',
  aggregatetype: 'DeadLetter',
  sequence,
  correlationid: 'c',
  schemaversion: 1,
  data,
});

describe('a dead letter', () => {
  let opened: OrdersDatabase;
  let database: Database;

  beforeAll(async () => {
    opened = await openOrdersDatabase();
    ({ database } = opened);
  });
  afterAll(() => opened.close());

  const fails = (deadLetterId: string, sequence: number): Promise<void> =>
    database.transaction((tx) => {
      const data = { deadLetterId, consumer, subject: 's', message: 'm', error: 'e', deliveries: sequence };
      return fileDeadLetters(tx, [envelopeOf(messageDeadLettered.payments.type, sequence, data)]);
    });
  const isResolved = (deadLetterId: string, sequence: number): Promise<void> =>
    database.transaction((tx) =>
      resolveDeadLetters(tx, [envelopeOf(deadLetterResolved.payments.type, sequence, { deadLetterId, consumer })]),
    );
  const decide = (id: Id<'DeadLetter'>, event: DeadLetterEvent): Promise<unknown> =>
    typeormDeadLetterRepository(database).change(
      { ...requestOf(anOperator), operation: 'decide', command: {} },
      id,
      () => accept(event),
    );
  const settledAt = async (id: string): Promise<Date | null | undefined> =>
    (
      await rowsOf<{ at: Date | null }>(
        database.requests,
        'select settled_at as at from dead_letter_list where id = $1',
        [id],
      )
    )[0]?.at;

  it('has a retention from when it is settled; open, it is kept without a limit', async () => {
    const id = newId<'DeadLetter'>();
    await fails(id, 1);
    await decide(id, { type: 'RetryRequested' });
    expect(await settledAt(id)).toBeNull();
    await isResolved(id, 2);
    expect(await settledAt(id)).toBeInstanceOf(Date);
    await fails(id, 3);
    expect(await settledAt(id)).toBeNull();
  });

  it('has a retention from when it was dismissed, whatever happens after that', async () => {
    const id = newId<'DeadLetter'>();
    await fails(id, 1);
    await decide(id, { type: 'Dismissed', reason: 'Noise' });
    const dismissedAt = await settledAt(id);
    expect(dismissedAt).toBeInstanceOf(Date);
    await fails(id, 2);
    expect(await settledAt(id)).toEqual(dismissedAt);
  });
});
