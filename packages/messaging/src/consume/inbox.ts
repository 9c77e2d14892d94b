import { rowsOf, type Tx } from '@oms/database';

const insertNew = `
insert into inbox (consumer, message_id)
select $1, message_id from unnest($2::uuid[]) as message_id order by message_id
on conflict do nothing returning message_id`;

const forgetAttempts = 'delete from delivery_attempts where consumer = $1 and message_id = any($2::uuid[])';

const addAttempt = `
insert into delivery_attempts as known (consumer, message_id, attempts) values ($1, $2, 1)
on conflict (consumer, message_id) do update set attempts = known.attempts + 1, last_attempt_at = now()
returning attempts`;

/**
 * Notes that these messages are dealt with, and answers those that were not yet. Another delivery of one of them waits
 * here until this transaction has ended. Sorted, so that two consumers cannot wait for each other.
 */
export const takeNew = async (tx: Tx, consumer: string, ids: readonly string[]): Promise<ReadonlySet<string>> => {
  const rows = await rowsOf<{ message_id: string }>(tx, insertNew, [consumer, ids]);
  return new Set(rows.map((row) => row.message_id));
};

export const clearAttempts = async (tx: Tx, consumer: string, ids: readonly string[]): Promise<void> => {
  if (ids.length > 0) await rowsOf(tx, forgetAttempts, [consumer, ids]);
};

/** Answers how many that makes. The count is in the database, so that it survives the process that the message kills. */
export const countAttempt = async (tx: Tx, consumer: string, id: string): Promise<number> => {
  const [row] = await rowsOf<{ attempts: number }>(tx, addAttempt, [consumer, id]);
  return row?.attempts ?? 1;
};
