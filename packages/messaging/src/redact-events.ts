import type { EventContract } from '@oms/contracts';
import { noteRecordedEvents, rowsOf, type Tx } from '@oms/database';

/** In the order of the ids, so that two that redact the same events wait for each other rather than deadlock. */
const findEvents = `
select id, data from events where aggregate_type = $1 and aggregate_id = any($2::text[]) and type = $3
order by id for update`;

/** The request outlives the transaction: the relay has copies of its own to redact. */
const redactAll = `
with redacted as (
  update events set data = new.data from json_to_recordset($1) as new (id uuid, data json)
  where events.id = new.id returning events.id
)
insert into event_redactions (event_id) select id from redacted
on conflict (event_id) do update set requested_at = excluded.requested_at`;

interface Recorded<Data> {
  readonly id: string;
  readonly data: Data;
}

/**
 * Removes from recorded events what must not be kept any longer, and has their published copies erased.
 *
 * Two statements, however many aggregates; events from which nothing is removed stay as they are. Resolves to how many
 * were changed.
 *
 * @param redact keeps fields that it does not expect: a later version may have recorded the event.
 * @throws {z.ZodError} when the redacted data does not fit the contract: a bug of the caller.
 */
export const redactEvents = async <Data>(
  tx: Tx,
  { aggregateType, type, data: schema }: EventContract<Data>,
  { aggregateIds, redact }: { readonly aggregateIds: readonly string[]; readonly redact: (data: Data) => Data },
): Promise<number> => {
  if (aggregateIds.length === 0) return 0;
  const recorded = await rowsOf<Recorded<Data>>(tx, findEvents, [aggregateType, aggregateIds, type]);
  const changed = recorded.flatMap(({ id, data: before }) => {
    const data = redact(before);
    return JSON.stringify(data) === JSON.stringify(before) ? [] : [{ id, data }];
  });
  if (changed.length === 0) return 0;
  for (const { data } of changed) schema.parse(data);
  await rowsOf(tx, redactAll, [JSON.stringify(changed)]);
  noteRecordedEvents(tx, []);
  return changed.length;
};
