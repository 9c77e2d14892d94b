import { deadLetterDismissed, deadLetterRetryRequested } from '@oms/contracts';
import {
  type Database,
  decodeCursor,
  encodeCursor,
  type Effect,
  lockThenRead,
  once,
  pagedStatement,
  rowsOf,
  type Tx,
} from '@oms/database';
import type { Decision } from '@oms/kernel';
import { appendEvents, type NewEvent } from '@oms/messaging';
import type { Causation } from '@oms/kernel';
import type { Listed, PageRequest } from '../../application/page';
import type {
  DeadLetter,
  DeadLetterAnswer,
  DeadLetterEvent,
  DeadLetterFilter,
  DeadLetterStatus,
  DeadLetters,
} from '../../application/ports/dead-letters';
import type { ClientRequest } from '../../application/ports/orders';
import { lockOfDeadLetters } from './dead-letter-list';
import type { DeadLetterRow } from './dead-letter.schema';

const LIST = 'dead-letters';

const deadLetterFrom = (row: DeadLetterRow): DeadLetter => ({
  id: row.id,
  consumer: row.consumer,
  subject: row.subject,
  event: row.event,
  error: row.error,
  deliveries: row.deliveries,
  waiting: row.waiting,
  status: row.status,
  failedAt: row.failed_at.getTime(),
});

const cursorOf = ({ failed_at, id }: DeadLetterRow): string => encodeCursor(LIST, [failed_at.toISOString(), id]);

const statuses: readonly DeadLetterStatus[] = ['OPEN', 'RESOLVED', 'DISMISSED'];
const newestFirst = 'failed_at desc, id desc';

/** Of each status wanted, the newest before the cursor in its index; of these, the newest. */
const pageBy = (condition: string) =>
  pagedStatement(
    (rowsMax) => `
with page as (
  select found.id, found.failed_at from unnest($4::text[]) as wanted (status), lateral (
    select id, failed_at from dead_letter_list
    where ${condition} and status = wanted.status and (failed_at, id) < ($2::timestamptz, $3::uuid)
    order by ${newestFirst} limit ${rowsMax}) as found
  order by ${newestFirst} limit ${rowsMax}
)
select letter.* from page join dead_letter_list as letter using (id)
order by letter.failed_at desc, letter.id desc limit $1`,
  );

const selectPage = pageBy('true');
const selectPageOfConsumer = pageBy('consumer = $5');

/** After everything: the first page ends before it like any other, by the same condition. */
const END = ['infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff'] as const;

const list = async (
  database: Database,
  { status, consumer }: DeadLetterFilter,
  { first, after }: PageRequest,
): Promise<readonly Listed<DeadLetter>[]> => {
  const before = after === undefined ? END : decodeCursor(LIST, after, ['time', 'uuid']);
  const parameters = [first + 1, ...before, [...new Set(status ?? statuses)]];
  const rows = await (consumer === undefined
    ? rowsOf<DeadLetterRow>(database.requests, selectPage(first + 1), parameters)
    : rowsOf<DeadLetterRow>(database.requests, selectPageOfConsumer(first + 1), [...parameters, consumer]));
  return rows.map((row) => ({ cursor: cursorOf(row), row: deadLetterFrom(row) }));
};

const find = `select * from dead_letter_list where id = any($1::uuid[])`;
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
  { id, event, causation }: { id: string; event: DeadLetterEvent; causation: Causation },
): Promise<DeadLetter> => {
  const dismissal = event.type === 'Dismissed' ? event.reason : null;
  const [row] = await rowsOf<DeadLetterRow>(tx, decide, [id, dismissal === null ? null : 'DISMISSED', dismissal]);
  if (row === undefined) throw new Error(`Dead letter ${id} was decided upon, but there is none`);
  const [own] = await rowsOf<{ version: number }>(tx, numberOwn, [id]);
  const sequence = own?.version ?? row.decisions;
  await appendEvents(tx, [{ ...toNewEvent(row, event), aggregateId: id, sequence, causation }]);
  return deadLetterFrom(row);
};

type Decide<Refusal> = (deadLetter: DeadLetter | undefined) => Decision<DeadLetterEvent, Refusal>;
type KeptAnswer<Refusal> = Exclude<DeadLetterAnswer<Refusal>, { kind: 'KeyReused' }>;

const decideIn = async <Refusal>(
  tx: Tx,
  { id, causation }: { id: string; causation: Causation },
  decideOn: Decide<Refusal>,
): Promise<Effect<KeptAnswer<Refusal>>> => {
  const [row] = await lockThenRead(tx, lockOfDeadLetters([id]), (locked) => rowsOf<DeadLetterRow>(tx, find, [locked]));
  const found = row === undefined ? undefined : deadLetterFrom(row);
  const decision = decideOn(found);
  if (!decision.accepted) return { keep: false, answer: { kind: 'Refused', refusal: decision.refusal } };
  let deadLetter = found;
  for (const event of decision.events) deadLetter = await record(tx, { id, event, causation });
  if (deadLetter === undefined) throw new Error(`Dead letter ${id} was decided upon, but there is none`);
  return { keep: true, answer: { kind: 'Done', deadLetter } };
};

const changeIn =
  (database: Database): DeadLetters['change'] =>
  <Refusal>(
    { operation, caller, idempotencyKey: key, input, causation }: ClientRequest,
    id: string,
    decideOn: Decide<Refusal>,
  ) =>
    database.transaction(async (tx): Promise<DeadLetterAnswer<Refusal>> => {
      const request = { operation, actorId: caller, key, input };
      const outcome = await once(tx, request, () => decideIn(tx, { id, causation }, decideOn));
      return outcome.reused ? { kind: 'KeyReused' } : outcome.answer;
    });

/** The list of dead letters in PostgreSQL. */
export const typeormDeadLetters = (database: Database): DeadLetters => ({
  list: (filter, page) => list(database, filter, page),
  change: changeIn(database),
});
