import { affectedBy, isConflict, isDatabaseUnavailable, rowsOf, type Database, type Tx } from '@oms/database';
import type { Causation } from '@oms/kernel';
import type { AttemptKey } from '../../application/ports/attempt-queue';
import type { Captured, FinalResult } from '../../application/ports/payment-provider';
import type {
  ProcessWebhooks,
  ProviderNotification,
  WaitingWebhook,
  Webhook,
  WebhookInbox,
  WebhookResult,
} from '../../application/ports/webhook-inbox';
import type { InterimStatus } from '../../domain/payment/provider-notification';
import { insertTogether } from './insert-together';
import { paymentsIn } from './payment-repository';

/** After so many faults a webhook is parked, for an operator to look into. */
const ATTEMPTS_MAX = 5;

/** SQL, as it is set-based: webhooks that arrive together are one statement. */
const insert = `
insert into webhooks (provider, event_id, type, state, news, body)
select $1, event_id, type, 'RECEIVED', news, body
from json_to_recordset($2) as x (event_id text, type text, news jsonb, body text)
on conflict do nothing`;

/** SQL, as it is hot and set-based. Those that failed before come last, so that they do not delay others. */
const selectWaiting = `
select event_id, type, news, body, (
    select a.cause from attempts a
    where a.payment_id = (w.news #>> '{attempt,paymentId}')::uuid
      and a.attempt = (w.news #>> '{attempt,attempt}')::integer) as cause
from webhooks w where provider = $1 and state = 'RECEIVED'
order by tries, received_at limit $2 for update of w skip locked`;

/** SQL, as it is set-based: one statement settles a batch. */
const settle = `
update webhooks w set state = x.state, body = case when x.state = 'PARKED' then w.body end,
  parked_because = case when x.state = 'PARKED' then x.reason end,
  ignored_because = case when x.state = 'IGNORED' then x.reason end
from json_to_recordset($2) as x (event_id text, state text, reason text)
where w.provider = $1 and w.event_id = x.event_id`;

/** SQL, as one statement picks the webhook that a batch of 1 has, and counts its fault. */
const countFault = `
update webhooks set tries = tries + 1, state = case when tries + 1 >= $2 then 'PARKED' else state end,
  parked_because = case when tries + 1 >= $2 then 'FAULT' end
where provider = $1 and event_id = (select event_id from webhooks where provider = $1 and state = 'RECEIVED'
  order by tries, received_at limit 1)`;

const states: Readonly<Record<WebhookResult['kind'], string>> = {
  Handled: 'HANDLED',
  Ignored: 'IGNORED',
  Parked: 'PARKED',
};

/** JSON has no bigint. */
type StoredResult =
  | Exclude<FinalResult, Captured>
  | (Omit<Captured, 'amount'> & { readonly amountMinor: string; readonly currency: string });

/** The names that earlier versions stored: their webhooks may still wait. */
type EarlierNews =
  | { readonly attempt: AttemptKey; readonly finding: StoredResult | { readonly kind: 'Forestalled' } }
  | { readonly passing: Exclude<InterimStatus, 'Unrelated'> | 'OfNoConcern' };

type StoredNotification =
  | { readonly attempt: AttemptKey; readonly result: StoredResult }
  | Extract<ProviderNotification, { readonly interim: unknown }>;

interface WebhookRow {
  readonly event_id: string;
  readonly type: string;
  readonly news: StoredNotification | null;
  readonly body: string | null;
}

interface WaitingRow extends Omit<WebhookRow, 'news'> {
  readonly news: StoredNotification | EarlierNews | null;
  readonly cause: Causation | null;
}

const toStored = (notification: ProviderNotification | undefined): StoredNotification | null => {
  if (notification === undefined) return null;
  if ('interim' in notification) return notification;
  const { attempt, result } = notification;
  if (result.kind !== 'Captured') return { attempt, result };
  const { amount, ...captured } = result;
  return { attempt, result: { ...captured, amountMinor: amount.amountMinor.toString(), currency: amount.currency } };
};

const currentOf = (stored: StoredNotification | EarlierNews): StoredNotification => {
  if ('passing' in stored) return { interim: stored.passing === 'OfNoConcern' ? 'Unrelated' : stored.passing };
  if (!('finding' in stored)) return stored;
  const { attempt, finding } = stored;
  return { attempt, result: finding.kind === 'Forestalled' ? { kind: 'Voided' } : finding };
};

const notificationFrom = (stored: StoredNotification): ProviderNotification => {
  if ('interim' in stored) return stored;
  const { attempt, result } = stored;
  if (result.kind !== 'Captured') return { attempt, result };
  const { amountMinor, currency, ...captured } = result;
  return { attempt, result: { ...captured, amount: { amountMinor: BigInt(amountMinor), currency } } };
};

const rowOf = ({ eventId, type, notification, body }: Webhook): WebhookRow => ({
  event_id: eventId,
  type,
  news: toStored(notification),
  body,
});

const webhookFrom = ({ event_id: eventId, type, news, body, cause: causation }: WaitingRow): WaitingWebhook => ({
  eventId,
  type,
  notification: news === null ? undefined : notificationFrom(currentOf(news)),
  body,
  causation,
});

const processIn = async (
  tx: Tx,
  provider: string,
  { max, process }: { max: number; process: ProcessWebhooks },
): Promise<readonly WebhookResult[]> => {
  const rows = await rowsOf<WaitingRow>(tx, selectWaiting, [provider, max]);
  if (rows.length === 0) return [];
  const results = await process(rows.map(webhookFrom), paymentsIn(tx, provider));
  const settled = results.map((result, index) => ({
    event_id: rows[index]?.event_id,
    state: states[result.kind],
    reason: result.kind === 'Handled' ? null : result.reason,
  }));
  await affectedBy(tx, settle, [provider, JSON.stringify(settled)]);
  return results;
};

export const typeormWebhookInbox = (database: Database, provider: string): WebhookInbox => {
  const processBatch = (max: number, process: ProcessWebhooks): Promise<readonly WebhookResult[]> =>
    database.transaction((tx) => processIn(tx, provider, { max, process }), { pool: 'work' });

  return {
    store: insertTogether(async (webhooks: readonly Webhook[]) => {
      await affectedBy(database.work, insert, [provider, JSON.stringify(webhooks.map(rowOf))]);
    }),
    process: async (max, process) => {
      try {
        return await processBatch(max, process);
      } catch (error) {
        if (isConflict(error) || isDatabaseUnavailable(error)) throw error;
      }
      // One of the batch is at fault: alone, it affects no other.
      try {
        return await processBatch(1, process);
      } catch (error) {
        await affectedBy(database.work, countFault, [provider, ATTEMPTS_MAX]);
        throw error;
      }
    },
  };
};
