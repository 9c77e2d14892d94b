import { rowsOf, type Tx } from '@oms/database';
import { INBOX_DAYS } from '../tables';

/** Until the inbox was replaced by cursors, it named each message that had taken effect, for 14 days. */
const oldest = `
select least(handled_at, now() - make_interval(days => $2)) as since from inbox
where consumer = $1 order by handled_at limit 1`;
const find = 'select message_id from inbox where consumer = $1 and message_id = any($2::uuid[])';

/**
 * Before when the inbox of a consumer may have been pruned: what was recorded earlier has taken effect, what was recorded
 * later has only if the inbox names it. Undefined when it has none.
 */
export const inboxSince = async (tx: Tx, consumer: string): Promise<number | undefined> =>
  (await rowsOf<{ since: Date }>(tx, oldest, [consumer, INBOX_DAYS]))[0]?.since.getTime();

/** Which of these took effect before there were cursors. */
export const handledByInbox = async (tx: Tx, consumer: string, ids: readonly string[]): Promise<ReadonlySet<string>> =>
  new Set((await rowsOf<{ message_id: string }>(tx, find, [consumer, ids])).map(({ message_id: id }) => id));
