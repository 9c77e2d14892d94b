import { affectedBy, isConflict, isDatabaseUnavailable, rowsOf, type Database, type Tx } from '@oms/database';
import type { AttemptKey } from '../../application/ports/attempts';
import type { Causation } from '@oms/kernel';
import type {
  Judge,
  Verdict,
  WaitingWebhook,
  Webhook,
  WebhookFinding,
  WebhookNews,
  Webhooks,
} from '../../application/ports/webhooks';
import { insertTogether } from './insert-together';
import { paymentsIn } from './sql-payments';

/** After so many faults a webhook is parked, for an operator to look into. */
const TRIES_MAX = 5;

const insert = `
insert into webhooks (provider, event_id, type, state, news, body)
select $1, event_id, type, 'RECEIVED', news, body
from json_to_recordset($2) as x (event_id text, type text, news jsonb, body text)
on conflict do nothing`;

/** Those that failed before come last, so that they do not keep others waiting. */
const selectWaiting = `
select event_id, type, news, body, (
    select a.cause from attempts a
    where a.payment_id = (w.news #>> '{attempt,paymentId}')::uuid
      and a.attempt = (w.news #>> '{attempt,attempt}')::integer) as cause
from webhooks w where provider = $1 and state = 'RECEIVED'
order by tries, received_at limit $2 for update of w skip locked`;

const settle = `
update webhooks w set state = x.state, body = case when x.state = 'PARKED' then w.body end,
  parked_because = case when x.state = 'PARKED' then x.because end,
  ignored_because = case when x.state = 'IGNORED' then x.because end
from json_to_recordset($2) as x (event_id text, state text, because text)
where w.provider = $1 and w.event_id = x.event_id`;

const countFault = `
update webhooks set tries = tries + 1, state = case when tries + 1 >= $2 then 'PARKED' else state end,
  parked_because = case when tries + 1 >= $2 then 'FAULT' end
where provider = $1 and event_id = (select event_id from webhooks where provider = $1 and state = 'RECEIVED'
  order by tries, received_at limit 1)`;

const states: Readonly<Record<Verdict['kind'], string>> = { Handled: 'HANDLED', Ignored: 'IGNORED', Parked: 'PARKED' };

/** JSON has no bigint. */
type StoredFinding =
  | Exclude<WebhookFinding, { kind: 'Captured' }>
  | {
      readonly kind: 'Captured';
      readonly providerReference: string;
      readonly amountMinor: string;
      readonly currency: string;
    };

type StoredNews =
  | { readonly attempt: AttemptKey; readonly finding: StoredFinding }
  | Extract<WebhookNews, { readonly passing: unknown }>;

interface WebhookRow {
  readonly event_id: string;
  readonly type: string;
  readonly news: StoredNews | null;
  readonly body: string | null;
}

interface WaitingRow extends WebhookRow {
  readonly cause: Causation | null;
}

const toStored = ({ eventId, type, news, body }: Webhook): WebhookRow => {
  if (news === undefined) return { event_id: eventId, type, news: null, body };
  if ('passing' in news) return { event_id: eventId, type, news, body };
  const { attempt, finding } = news;
  if (finding.kind !== 'Captured') return { event_id: eventId, type, news: { attempt, finding }, body };
  const { amount, ...captured } = finding;
  const flat = { ...captured, amountMinor: amount.amountMinor.toString(), currency: amount.currency };
  return { event_id: eventId, type, news: { attempt, finding: flat }, body };
};

const fromStored = ({ event_id: eventId, type, news, body, cause: causation }: WaitingRow): WaitingWebhook => {
  if (news === null) return { eventId, type, news: undefined, body, causation };
  if ('passing' in news) return { eventId, type, news, body, causation };
  const { attempt, finding } = news;
  if (finding.kind !== 'Captured') return { eventId, type, news: { attempt, finding }, body, causation };
  const { amountMinor, currency, ...captured } = finding;
  const amount = { amountMinor: BigInt(amountMinor), currency };
  return { eventId, type, news: { attempt, finding: { ...captured, amount } }, body, causation };
};

const judgeIn = async (
  tx: Tx,
  provider: string,
  { max, judge }: { max: number; judge: Judge },
): Promise<readonly Verdict[]> => {
  const rows = await rowsOf<WaitingRow>(tx, selectWaiting, [provider, max]);
  if (rows.length === 0) return [];
  const verdicts = await judge(rows.map(fromStored), paymentsIn(tx, provider));
  const settled = verdicts.map((verdict, index) => ({
    event_id: rows[index]?.event_id,
    state: states[verdict.kind],
    because: verdict.kind === 'Handled' ? null : verdict.because,
  }));
  await affectedBy(tx, settle, [provider, JSON.stringify(settled)]);
  return verdicts;
};

export const sqlWebhooks = (database: Database, provider: string): Webhooks => {
  const judgeBatch = (max: number, judge: Judge): Promise<readonly Verdict[]> =>
    database.transaction((tx) => judgeIn(tx, provider, { max, judge }), { pool: 'work' });

  return {
    store: insertTogether(async (webhooks: readonly Webhook[]) => {
      await affectedBy(database.work, insert, [provider, JSON.stringify(webhooks.map(toStored))]);
    }),
    judge: async (max, judge) => {
      try {
        return await judgeBatch(max, judge);
      } catch (error) {
        if (isConflict(error) || isDatabaseUnavailable(error)) throw error;
      }
      // One of them is at fault: alone, each harms nobody but itself.
      try {
        return await judgeBatch(1, judge);
      } catch (error) {
        await affectedBy(database.work, countFault, [provider, TRIES_MAX]);
        throw error;
      }
    },
  };
};
