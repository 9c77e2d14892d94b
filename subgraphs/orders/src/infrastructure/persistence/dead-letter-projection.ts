import { type DeadLetterResolved, type Envelope, envelopeSchema, type MessageDeadLettered } from '@oms/contracts';
import { lockRows, rowLock, rowsOf, type Tx } from '@oms/database';
import { type RecordedEvent, withoutSecrets } from '../../application/recorded-event';
import { recordedFrom } from '../messaging/event-mapping';

export const lockOfDeadLetters = rowLock({ table: 'dead_letter_list', key: 'id', type: 'uuid' });

/** Set-based, so it is SQL. A dead letter that failed again comes with a later sequence; one that was dismissed stays so. */
const file = `
insert into dead_letter_list as known
  (id, consumer, subject, event, error, deliveries, waiting, status, sequence, failed_at)
select id, consumer, subject, event, error, deliveries, waiting, 'OPEN', sequence, failed_at
from json_to_recordset($1) as filed (id uuid, consumer text, subject text, event json, error text, deliveries integer,
  waiting integer, sequence integer, failed_at timestamptz)
order by id
on conflict (id) do update set error = excluded.error, deliveries = excluded.deliveries,
  waiting = excluded.waiting, sequence = excluded.sequence,
  failed_at = excluded.failed_at, status = case known.status when 'DISMISSED' then known.status else excluded.status end,
  settled_at = case known.status when 'DISMISSED' then known.settled_at end
where known.sequence < excluded.sequence`;

/** Set-based, so it is SQL. */
const resolve = `
update dead_letter_list as known set status = 'RESOLVED', sequence = resolved.sequence, settled_at = now()
from unnest($1::uuid[], $2::integer[]) as resolved (id, sequence)
where known.id = resolved.id and known.sequence < resolved.sequence`;

const parsed = (message: string): unknown => {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
};

/** The event in the message; where no contract can read it, the message as it is. */
const eventIn = ({ data, ...letter }: Envelope<MessageDeadLettered>): RecordedEvent => {
  const event = envelopeSchema.safeParse(parsed(data.message));
  if (event.success) return withoutSecrets(recordedFrom(event.data));
  return {
    ...recordedFrom({ ...letter, data: data.message }),
    id: data.deadLetterId,
    type: 'unreadable',
    aggregateType: 'unreadable',
    aggregateId: data.deadLetterId,
  };
};

const toRecord = (letter: Envelope<MessageDeadLettered>) => ({
  id: letter.data.deadLetterId,
  consumer: letter.data.consumer,
  subject: letter.data.subject,
  event: eventIn(letter),
  error: letter.data.error,
  deliveries: letter.data.deliveries,
  waiting: letter.data.waiting ?? 0,
  sequence: letter.sequence,
  failed_at: letter.time,
});

/** One statement cannot write a row twice, so only the latest event of each dead letter counts. */
const latest = <Data extends { readonly deadLetterId: string }>(letters: readonly Envelope<Data>[]) => [
  ...new Map(letters.map((letter) => [letter.data.deadLetterId, letter])).values(),
];

export const fileDeadLetters = async (tx: Tx, letters: readonly Envelope<MessageDeadLettered>[]): Promise<void> => {
  await rowsOf(tx, file, [JSON.stringify(latest(letters).map(toRecord))]);
};

export const resolveDeadLetters = async (tx: Tx, letters: readonly Envelope<DeadLetterResolved>[]): Promise<void> => {
  const resolved = latest(letters);
  const ids = resolved.map(({ data }) => data.deadLetterId);
  await lockRows(tx, lockOfDeadLetters(ids));
  await rowsOf(tx, resolve, [ids, resolved.map(({ sequence }) => sequence)]);
};
