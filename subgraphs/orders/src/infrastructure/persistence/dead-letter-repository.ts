import { deadLetterDismissed, deadLetterRetryRequested } from '@oms/contracts';
import { type Database, type Effect, lockThenRead, once, rowsOf, type Tx } from '@oms/database';
import type { Causation, Decision, Id } from '@oms/kernel';
import { appendEvents, type NewEvent } from '@oms/messaging';
import type { DeadLetter, DeadLetterEvent, DeadLetterRepository } from '../../application/ports/dead-letter-repository';
import type { OperationRequest } from '../../application/ports/order-repository';
import { lockOfDeadLetters } from './dead-letter-projection';
import { deadLetterFrom } from './dead-letter-views';
import { deadLetterEntity, type DeadLetterRow } from './entities';
import { restoreDeadLetterOutcome, type StoredDeadLetterOutcome } from './snapshot';

/**
 * SQL, because the table is the messaging package's: a dead letter of this context's own consumers is also there, and its
 * row numbers the events about it.
 */
const numberOwn = `update dead_letters set version = version + 1 where id = $1 returning version`;

const toNewEvent = (letter: DeadLetterRow, event: DeadLetterEvent): Pick<NewEvent, 'contract' | 'data'> => {
  const which = { deadLetterId: letter.id, consumer: letter.consumer };
  return event.type === 'RetryRequested'
    ? { contract: deadLetterRetryRequested, data: which }
    : { contract: deadLetterDismissed, data: { ...which, reason: event.reason } };
};

/** The row is locked. */
const record = async (
  tx: Tx,
  before: DeadLetterRow,
  { event, causation }: { readonly event: DeadLetterEvent; readonly causation: Causation },
): Promise<DeadLetterRow> => {
  const { id } = before;
  const decisions = before.decisions + 1;
  const letters = tx.getRepository(deadLetterEntity);
  if (event.type === 'RetryRequested') await letters.update({ id }, { decisions });
  else {
    const dismissed = { status: 'DISMISSED', dismissal: event.reason, settled_at: () => 'now()' } as const;
    await letters.update({ id }, { decisions, ...dismissed });
  }
  const [own] = await rowsOf<{ version: number }>(tx, numberOwn, [id]);
  const sequence = own?.version ?? decisions;
  await appendEvents(tx, [{ ...toNewEvent(before, event), aggregateId: id, sequence, causation }]);
  return letters.findOneByOrFail({ id });
};

type Decide<Refusal> = (deadLetter: DeadLetter | undefined) => Decision<DeadLetterEvent, Refusal>;

const decideIn = async <Refusal>(
  tx: Tx,
  { id, causation }: { readonly id: Id<'DeadLetter'>; readonly causation: Causation },
  decide: Decide<Refusal>,
): Promise<Effect<StoredDeadLetterOutcome<DeadLetter, Refusal>>> => {
  let row = await lockThenRead(tx, lockOfDeadLetters([id]), async ([locked]) =>
    locked === undefined ? null : tx.getRepository(deadLetterEntity).findOneBy({ id }),
  );
  const decision = decide(row === null ? undefined : deadLetterFrom(row));
  if (!decision.accepted) return { keep: false, answer: { kind: 'Refused', refusal: decision.refusal } };
  if (row === null) throw new Error(`A decision about dead letter ${id} was accepted, but there is none`);
  for (const event of decision.events) row = await record(tx, row, { event, causation });
  return { keep: true, answer: { kind: 'Done', deadLetter: deadLetterFrom(row) } };
};

const changeIn =
  (database: Database): DeadLetterRepository['change'] =>
  async <Refusal>(
    { actor, causation, operation, command }: OperationRequest,
    id: Id<'DeadLetter'>,
    decide: Decide<Refusal>,
  ) => {
    const request = { actorId: actor.id, operation, key: causation.idempotencyKey, input: command };
    const result = await database.transaction((tx) => once(tx, request, () => decideIn(tx, { id, causation }, decide)));
    return result.reused ? { kind: 'KeyReused' as const } : restoreDeadLetterOutcome(result.answer);
  };

export const typeormDeadLetterRepository = (database: Database): DeadLetterRepository => ({
  change: changeIn(database),
});
