import { assertNever, type Causation, type Id } from '@oms/kernel';
import type { PaymentEvent } from '../../domain/payment/events';

/** One event of a payment, and what its rows need beside it. */
export interface RecordedEvent {
  readonly paymentId: Id<'Payment'>;
  readonly orderId: Id<'Order'>;
  readonly causation: Causation;
  readonly event: PaymentEvent;
}

interface SettledAttemptRow {
  readonly payment_id: string;
  readonly attempt: number;
  readonly state: string;
  readonly provider_reference: string | null;
}

/** What events make of the tables of intents; each list is one statement. */
export interface IntentChanges {
  readonly newAttempts: object[];
  readonly settledAttempts: SettledAttemptRow[];
  /** Ids of payments. */
  readonly givenUp: string[];
  readonly newRefunds: object[];
  /** Ids of refunds. */
  readonly settledRefunds: string[];
}

const attemptStates = {
  PaymentCaptured: 'CAPTURED',
  PaymentQuarantined: 'QUARANTINED',
  PAYMENT_DECLINED: 'DECLINED',
  CANCELLED: 'CANCELLED',
} as const;

/** Money as two columns. */
const columnsOf = (amount: { readonly amountMinor: bigint; readonly currency: string }): object => ({
  amount_minor: amount.amountMinor.toString(),
  currency: amount.currency,
});

const add = (
  changes: IntentChanges,
  { paymentId: payment_id, orderId: order_id, causation: cause, event }: RecordedEvent,
): void => {
  switch (event.type) {
    case 'AttemptRequested': {
      const { attempt, amount, method } = event;
      const how = { method_type: method.type, method_token: method.token };
      changes.newAttempts.push({ payment_id, attempt, order_id, ...columnsOf(amount), ...how, cause });
      return;
    }
    case 'PaymentCaptured':
    case 'PaymentQuarantined': {
      const { attempt, providerReference: provider_reference } = event;
      changes.settledAttempts.push({ payment_id, attempt, state: attemptStates[event.type], provider_reference });
      return;
    }
    case 'PaymentFailed': {
      const { attempt, code, providerReference: provider_reference } = event;
      changes.settledAttempts.push({ payment_id, attempt, state: attemptStates[code], provider_reference });
      return;
    }
    case 'PaymentGivenUp':
      changes.givenUp.push(payment_id);
      return;
    case 'RefundRequested': {
      const { refundId: id, attempt, amount, reason, providerReference: provider_reference } = event;
      changes.newRefunds.push({
        id,
        payment_id,
        order_id,
        attempt,
        ...columnsOf(amount),
        reason,
        provider_reference,
        cause,
      });
      return;
    }
    case 'PaymentRefunded':
      changes.settledRefunds.push(event.refundId);
      return;
    case 'PaymentOpened':
    case 'PaymentCancelledBeforeOpened':
    case 'MethodProvided':
      return;
    default:
      assertNever(event);
  }
};

/** One statement writes a row once: of an attempt that was settled twice in a batch, the later result counts. */
const lastOfEach = (rows: readonly SettledAttemptRow[]): SettledAttemptRow[] => [
  ...new Map(rows.map((row) => [`${row.payment_id}/${row.attempt.toString()}`, row])).values(),
];

export const intentChangesOf = (events: readonly RecordedEvent[]): IntentChanges => {
  const changes: IntentChanges = {
    newAttempts: [],
    settledAttempts: [],
    givenUp: [],
    newRefunds: [],
    settledRefunds: [],
  };
  for (const event of events) add(changes, event);
  return { ...changes, settledAttempts: lastOfEach(changes.settledAttempts) };
};
