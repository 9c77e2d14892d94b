import { type Database, decodeCursor, encodeCursor, pagedStatement, rowsOf } from '@oms/database';
import { mapPage, pageOf, type Page, type PageRequest } from '@oms/kernel';
import {
  type DeadLetter,
  type DeadLetterFilter,
  deadLetterStatuses,
  type DeadLetterViews,
} from '../../application/ports/dead-letter-repository';
import type { DeadLetterRow } from './entities';

const LIST = 'dead-letters';

export const deadLetterFrom = (row: DeadLetterRow): DeadLetter => ({
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

const newestFirst = 'failed_at desc, id desc';

/** Set-based, so it is SQL: of each status wanted, the newest before the cursor in its index; of these, the newest. */
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
): Promise<Page<DeadLetter>> => {
  const before = after === undefined ? END : decodeCursor(LIST, after, ['time', 'uuid']);
  const parameters = [first + 1, ...before, [...new Set(status ?? deadLetterStatuses)]];
  const rows = await (consumer === undefined
    ? rowsOf<DeadLetterRow>(database.requests, selectPage(first + 1), parameters)
    : rowsOf<DeadLetterRow>(database.requests, selectPageOfConsumer(first + 1), [...parameters, consumer]));
  return mapPage(pageOf(rows, { first }, cursorOf), deadLetterFrom);
};

export const typeormDeadLetterViews = (database: Database): DeadLetterViews => ({
  list: (filter, page) => list(database, filter, page),
});
