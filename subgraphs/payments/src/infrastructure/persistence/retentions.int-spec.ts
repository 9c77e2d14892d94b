import { daysAgo, describeRetentions, idOf } from '@oms/messaging/testing';
import type { RetentionCase } from '@oms/testing';
import { migrations } from './migrations';
import { retentions } from './retentions';

const webhook = (
  eventId: string,
  { state, daysOld }: { state: string; daysOld: number },
  goes: boolean,
): RetentionCase => ({
  table: 'webhooks',
  row: `(provider, event_id, type, state, received_at) values ('stripe', '${eventId}', 't', '${state}', ${daysAgo(daysOld)})`,
  goes,
});

/** A payment that was refunded, and all that belongs to it. */
const refunded = (place: number, at: string): readonly RetentionCase[] => [
  {
    table: 'payments',
    row: `(id, order_id, customer_id, status, order_given_up, amount_minor, currency, method_given, last_attempt,
      captured_minor, captured_currency, provider_reference, refunded_minor, sequence, version, created_at)
      values (${idOf(place)}, ${idOf(place)}, 'ada', 'Refunded', true, 1, 'USD', true, 1, 1, 'USD', 'pi', 1, 1, 1, ${at})`,
    goes: false,
  },
  {
    table: 'attempts',
    row: `(payment_id, attempt, order_id, state, amount_minor, currency, method_type, cause, settled_at)
      values (${idOf(place)}, 1, ${idOf(place)}, 'CAPTURED', 1, 'USD', 'CARD', '{}', ${at})`,
    goes: false,
  },
  {
    table: 'history',
    row: `(payment_id, type, data, cause, recorded_at) values (${idOf(place)}, 'PaymentCaptured', '{}', '{}', ${at})`,
    goes: false,
  },
  {
    table: 'refunds',
    row: `(id, payment_id, order_id, attempt, state, amount_minor, currency, provider_reference, cause, settled_at)
      values (${idOf(place)}, ${idOf(place)}, ${idOf(place)}, 1, 'SUCCEEDED', 1, 'USD', 'pi', '{}', ${at})`,
    goes: false,
  },
];

const cases: readonly RetentionCase[] = [
  ...refunded(1, daysAgo(7_300)),
  ...refunded(2, 'now()'),
  webhook('received', { state: 'RECEIVED', daysOld: 7_300 }, false),
  webhook('handled-old', { state: 'HANDLED', daysOld: 31 }, true),
  webhook('handled-young', { state: 'HANDLED', daysOld: 29 }, false),
  webhook('parked-old', { state: 'PARKED', daysOld: 366 }, true),
  webhook('parked-young', { state: 'PARKED', daysOld: 364 }, false),
];

describeRetentions('payments', { entities: [], migrations, retentions, cases });
