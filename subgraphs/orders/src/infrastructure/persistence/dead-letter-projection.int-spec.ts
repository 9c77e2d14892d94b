import { deadLetterResolved, messageDeadLettered } from '@oms/contracts';
import { type Database, newId, rowsOf } from '@oms/database';
import { accept, type Id } from '@oms/kernel';
import { envelopeOf } from '@oms/messaging/testing';
import type { DeadLetterEvent } from '../../application/ports/dead-letter-repository';
import { anOperator, requestOf } from '../../application/testing/fixtures';
import { openOrdersDatabase, type OrdersDatabase } from '../../testing/orders-database';
import { fileDeadLetters, resolveDeadLetters } from './dead-letter-projection';
import { typeormDeadLetterRepository } from './dead-letter-repository';
import { typeormDeadLetterViews } from './dead-letter-views';

const consumer = 'payments.orders';

describe('a dead letter', () => {
  let opened: OrdersDatabase;
  let database: Database;

  beforeAll(async () => {
    opened = await openOrdersDatabase();
    ({ database } = opened);
  });
  afterAll(() => opened.close());

  const fails = (deadLetterId: string, sequence: number, of = consumer): Promise<void> =>
    database.transaction((tx) => {
      const data = { deadLetterId, consumer: of, subject: 's', message: 'm', error: 'e', deliveries: sequence };
      const event = envelopeOf(messageDeadLettered.payments, { subject: deadLetterId, sequence, data });
      return fileDeadLetters(tx, [event]);
    });
  const isResolved = (deadLetterId: string, sequence: number): Promise<void> =>
    database.transaction((tx) => {
      const data = { deadLetterId, consumer };
      return resolveDeadLetters(tx, [
        envelopeOf(deadLetterResolved.payments, { subject: deadLetterId, sequence, data }),
      ]);
    });
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

  it('is listed newest first, page by page', async () => {
    const ids = [newId(), newId(), newId()];
    for (const id of ids) await fails(id, 1, 'payments.inventory');
    const list = (first: number, after?: string) =>
      typeormDeadLetterViews(database).list({ consumer: 'payments.inventory' }, { first, after });
    const firstPage = await list(2);
    expect(firstPage).toMatchObject({ items: [{}, {}], hasNextPage: true });
    const secondPage = await list(2, firstPage.items.at(-1)?.cursor);
    expect(secondPage).toMatchObject({ items: [{}], hasNextPage: false });
    const listed = [...firstPage.items, ...secondPage.items].map(({ node }) => node.id);
    expect([...listed].sort()).toEqual([...ids].sort());
    expect(await list(3)).toMatchObject({ items: [{}, {}, {}], hasNextPage: false });
  });
});
