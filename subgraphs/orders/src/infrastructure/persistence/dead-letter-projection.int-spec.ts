import { deadLetterResolved, type Envelope, messageDeadLettered } from '@oms/contracts';
import { type Database, newId, openDatabase, rowsOf } from '@oms/database';
import { accept } from '@oms/kernel';
import { createLogger } from '@oms/telemetry';
import { type TestServers, testServers } from '@oms/testing';
import type { DeadLetterEvent } from '../../application/ports/dead-letters';
import { fileDeadLetters, resolveDeadLetters } from './dead-letter-list';
import { entities, migrations } from './entities';
import { typeormDeadLetters } from './typeorm-dead-letters';

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
  let servers: TestServers<'orders'>;
  let database: Database;

  beforeAll(async () => {
    servers = await testServers(['orders']);
    const logger = createLogger({ name: 'orders', level: 'silent' });
    database = await openDatabase(servers.schemas.orders, { entities, migrations, logger });
  });
  afterAll(async () => {
    await database.close();
    await servers.drop();
  });

  const fails = (deadLetterId: string, sequence: number): Promise<void> =>
    database.transaction((tx) => {
      const data = { deadLetterId, consumer, subject: 's', message: 'm', error: 'e', deliveries: sequence };
      return fileDeadLetters(tx, [envelopeOf(messageDeadLettered.payments.type, sequence, data)]);
    });
  const isResolved = (deadLetterId: string, sequence: number): Promise<void> =>
    database.transaction((tx) =>
      resolveDeadLetters(tx, [envelopeOf(deadLetterResolved.payments.type, sequence, { deadLetterId, consumer })]),
    );
  const decide = (id: string, event: DeadLetterEvent): Promise<unknown> =>
    typeormDeadLetters(database).change(
      {
        operation: 'decide',
        caller: 'olga',
        idempotencyKey: undefined,
        input: null,
        causation: { correlationId: 'c' },
      },
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

  it('begins to age when it is settled: open, it stays for as long as it takes', async () => {
    const id = newId();
    await fails(id, 1);
    await decide(id, { type: 'RetryRequested' });
    expect(await settledAt(id)).toBeNull();
    await isResolved(id, 2);
    expect(await settledAt(id)).toBeInstanceOf(Date);
    await fails(id, 3);
    expect(await settledAt(id)).toBeNull();
  });

  it('ages on from when it was dismissed, whatever becomes of it after that', async () => {
    const id = newId();
    await fails(id, 1);
    await decide(id, { type: 'Dismissed', reason: 'Noise' });
    const dismissedAt = await settledAt(id);
    expect(dismissedAt).toBeInstanceOf(Date);
    await fails(id, 2);
    expect(await settledAt(id)).toEqual(dismissedAt);
  });
});
