import { rowsOf, type Tx } from '@oms/database';

/** Until the inbox was replaced by cursors, it named each message that had taken effect, for 14 days. */
const oldest = 'select min(handled_at) as since from inbox where consumer = $1';
const find = 'select message_id from inbox where consumer = $1 and message_id = any($2::uuid[])';

/** When the inbox of a consumer begins: what was recorded before has taken effect. Undefined when it has none. */
export const inboxSince = async (tx: Tx, consumer: string): Promise<number | undefined> =>
  (await rowsOf<{ since: Date | null }>(tx, oldest, [consumer]))[0]?.since?.getTime();

/** Which of these took effect before there were cursors. */
export const handledByInbox = async (tx: Tx, consumer: string, ids: readonly string[]): Promise<ReadonlySet<string>> =>
  new Set((await rowsOf<{ message_id: string }>(tx, find, [consumer, ids])).map(({ message_id: id }) => id));
