import type { Id } from '@oms/kernel';
import type { DeadLetter } from '../ports/dead-letter-repository';
import { anOperator, requestOf } from '../testing/fixtures';
import { inMemoryDeadLetterRepository } from '../testing/in-memory-dead-letter-repository';
import { dismissDeadLetter, retryDeadLetter } from './manage-dead-letters';

const id = 'a-letter' as Id<'DeadLetter'>;

const open: DeadLetter = {
  id,
  consumer: 'payments.orders',
  subject: 'oms.orders.order-created.v1',
  event: {
    id: 'an-event',
    type: 'orders.order-created.v1',
    aggregateType: 'Order',
    aggregateId: 'an-order',
    sequence: 1,
    data: {},
    actorId: null,
    correlationId: 'c',
    causationId: null,
    idempotencyKey: null,
    schemaVersion: 1,
    occurredAt: 0,
  },
  error: 'A fault.',
  deliveries: 8,
  waiting: 0,
  status: 'OPEN',
  failedAt: 0,
};

const request = requestOf(anOperator, 'once');

describe('a dead letter', () => {
  it('is retried as long as it is open, and stays open', async () => {
    const { deadLetters, requests, events } = inMemoryDeadLetterRepository(open);
    const retry = retryDeadLetter(deadLetters);
    expect(await retry({ id }, request)).toEqual({ kind: 'Succeeded', value: open });
    expect(await retry({ id }, request)).toEqual({ kind: 'Succeeded', value: open });
    expect(events).toEqual([{ type: 'RetryRequested' }, { type: 'RetryRequested' }]);
    expect(requests[0]).toEqual({ ...request, operation: 'retryDeadLetter', command: { id } });
  });

  it('is dismissed once, with the reason', async () => {
    const { deadLetters, requests, events } = inMemoryDeadLetterRepository(open);
    const command = { id, reason: 'Noise' };
    const dismiss = dismissDeadLetter(deadLetters);
    expect(await dismiss(command, request)).toMatchObject({ kind: 'Succeeded', value: { status: 'DISMISSED' } });
    expect(await dismiss(command, request)).toEqual({ kind: 'Refused', refusal: 'DEAD_LETTER_NOT_OPEN' });
    expect(events).toEqual([{ type: 'Dismissed', reason: 'Noise' }]);
    expect(requests[0]).toEqual({ ...request, operation: 'dismissDeadLetter', command });
  });

  it('has to exist', async () => {
    const { deadLetters } = inMemoryDeadLetterRepository();
    const refused = { kind: 'Refused', refusal: 'DEAD_LETTER_NOT_FOUND' };
    expect(await retryDeadLetter(deadLetters)({ id }, request)).toEqual(refused);
    expect(await dismissDeadLetter(deadLetters)({ id, reason: 'Noise' }, request)).toEqual(refused);
  });
});
