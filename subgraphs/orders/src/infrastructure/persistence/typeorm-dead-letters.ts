import { deadLetterDismissed, deadLetterRetryRequested } from '@oms/contracts';
import { type Database, decodeCursor, encodeCursor, rowsOf, type Tx } from '@oms/database';
import type { Decision } from '@oms/kernel';
import { appendEvents, type NewEvent } from '@oms/messaging';
import type { Cause } from '../../application/cause';
import type { Listed, PageRequest } from '../../application/page';
import type {
  DeadLetter,
  DeadLetterAnswer,
  DeadLetterEvent,
  DeadLetterFilter,
  DeadLetters,
} from '../../application/ports/dead-letters';
import { type DeadLetterRow, deadLetterSchema } from './dead-letter.schema';

const LIST = 'dead-letters';

const deadLetterFrom = (row: DeadLetterRow): DeadLetter => ({
  id: row.id,
  consumer: row.consumer,
  subject: row.subject,
  event: row.event,
  error: row.error,
  deliveries: row.deliveries,
  status: row.status,
  failedAt: row.failed_at.getTime(),
});

const cursorOf = ({ failed_at, id }: DeadLetterRow): string => encodeCursor(LIST, [failed_at.toISOString(), id]);

const list = async (
  database: Database,
  { status, consumer }: DeadLetterFilter,
  { first, after }: PageRequest,
): Promise<readonly Listed<DeadLetter>[]> => {
  const query = database.requests.getRepository(deadLetterSchema).createQueryBuilder('letter');
  if (status !== undefined) query.andWhere('letter.status = any(:status)', { status });
  if (consumer !== undefined) query.andWhere('letter.consumer = :consumer', { consumer });
  if (after !== undefined) {
    const [at, id] = decodeCursor(LIST, after, ['time', 'uuid']);
    query.andWhere('(letter.failed_at, letter.id) < (:at::timestamptz, :id::uuid)', { at, id });
  }
  const rows = await query
    .orderBy('letter.failed_at', 'DESC')
    .addOrderBy('letter.id', 'DESC')
    .limit(first + 1)
    .getMany();
  return rows.map((row) => ({ cursor: cursorOf(row), row: deadLetterFrom(row) }));
};

const lock = `select * from dead_letter_list where id = $1 for update`;
const decide = `
update dead_letter_list set decisions = decisions + 1, status = coalesce($2, status), dismissal = coalesce($3, dismissal),
  settled_at = case when $2::text is null then settled_at else now() end
where id = $1 returning *`;
/** Of our own consumers the row itself is here, and numbers the events about it. */
const numberOwn = `update dead_letters set version = version + 1 where id = $1 returning version`;

const toNewEvent = (letter: DeadLetterRow, event: DeadLetterEvent): Pick<NewEvent, 'contract' | 'data'> => {
  const which = { deadLetterId: letter.id, consumer: letter.consumer };
  return event.type === 'RetryRequested'
    ? { contract: deadLetterRetryRequested, data: which }
    : { contract: deadLetterDismissed, data: { ...which, reason: event.reason } };
};

const record = async (
  tx: Tx,
  { id, event, cause }: { id: string; event: DeadLetterEvent; cause: Cause },
): Promise<DeadLetter> => {
  const dismissal = event.type === 'Dismissed' ? event.reason : null;
  const [row] = await rowsOf<DeadLetterRow>(tx, decide, [id, dismissal === null ? null : 'DISMISSED', dismissal]);
  if (row === undefined) throw new Error(`Dead letter ${id} was decided upon, but there is none`);
  const [own] = await rowsOf<{ version: number }>(tx, numberOwn, [id]);
  const sequence = own?.version ?? row.decisions;
  await appendEvents(tx, [{ ...toNewEvent(row, event), aggregateId: id, sequence, cause }]);
  return deadLetterFrom(row);
};

const changeIn =
  (database: Database): DeadLetters['change'] =>
  <Refusal>(
    id: string,
    cause: Cause,
    decideOn: (deadLetter: DeadLetter | undefined) => Decision<DeadLetterEvent, Refusal>,
  ) =>
    database.transaction(async (tx): Promise<DeadLetterAnswer<Refusal>> => {
      const [row] = await rowsOf<DeadLetterRow>(tx, lock, [id]);
      const found = row === undefined ? undefined : deadLetterFrom(row);
      const decision = decideOn(found);
      if (!decision.accepted) return { kind: 'Refused', refusal: decision.refusal };
      let deadLetter = found;
      for (const event of decision.events) deadLetter = await record(tx, { id, event, cause });
      if (deadLetter === undefined) throw new Error(`Dead letter ${id} was decided upon, but there is none`);
      return { kind: 'Done', deadLetter };
    });

/** The list of dead letters in PostgreSQL. */
export const typeormDeadLetters = (database: Database): DeadLetters => ({
  list: (filter, page) => list(database, filter, page),
  change: changeIn(database),
});
