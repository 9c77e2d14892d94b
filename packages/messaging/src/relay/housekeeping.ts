import { affectedBy, type Database, forgetExpiredKeys } from '@oms/database';

/** Twice as long as a stream keeps a message, so that nothing that is delivered again is new. */
const KEPT_DAYS = 14;
const ROWS_MAX = 5_000;

const deleteOld = (table: string, time: string): string => `
  delete from ${table} where ctid = any(array(
    select ctid from ${table} where ${time} < now() - make_interval(days => ${KEPT_DAYS.toString()}) limit $1))`;

const deleteInbox = deleteOld('inbox', 'handled_at');
const deleteAttempts = deleteOld('delivery_attempts', 'last_attempt_at');

const untilNone = async (deleteSome: () => Promise<number>): Promise<void> => {
  while ((await deleteSome()) > 0);
};

/** Deletes, in small bites, what no longer protects anything. The events stay: they are the history. */
export const forgetOldRows = async ({ work }: Database): Promise<void> => {
  await untilNone(() => affectedBy(work, deleteInbox, [ROWS_MAX]));
  await untilNone(() => affectedBy(work, deleteAttempts, [ROWS_MAX]));
  await untilNone(() => forgetExpiredKeys(work));
};
