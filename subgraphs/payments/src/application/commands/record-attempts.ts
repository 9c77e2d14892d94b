import { assertNever, type Backoff, type NewId } from '@oms/kernel';
import type { PaymentCommand } from '../../domain/payment/commands';
import { paymentDecider } from '../../domain/payment/payment';
import type { AttemptQueue, DueAttempt, PostponedAttempt } from '../ports/attempt-queue';
import type { AttemptResult, FinalResult, Processing, Unknown } from '../ports/payment-provider';
import type { PaymentChange, PaymentChanges } from '../ports/payment-repository';
import type { SettledAttempt } from './settle-attempt';

/** How long an attempt waits until the provider is called again about it. Short where no response came: a customer waits. */
const BACKOFFS = {
  Unknown: { backoffMs: 300, backoffMaxMs: 10_000 },
  /** The webhook comes first as a rule; this is for one that is lost. */
  Processing: { backoffMs: 4_000, backoffMaxMs: 60_000 },
} as const;

/** The command that records a final result. */
export const commandFor = (attempt: number, result: FinalResult, newId: NewId): PaymentCommand => {
  switch (result.kind) {
    case 'Captured': {
      const { amount, providerReference } = result;
      return { type: 'RecordCapture', attempt, amount, providerReference, refundId: newId<'Refund'>() };
    }
    case 'Declined': {
      const { message, providerReference } = result;
      return { type: 'RecordDecline', attempt, message, providerReference };
    }
    case 'Voided':
      return { type: 'RecordVoid', attempt };
    default:
      return assertNever(result);
  }
};

const isOpen = (result: AttemptResult): result is Processing | Unknown =>
  result.kind === 'Processing' || result.kind === 'Unknown';

interface Ports {
  readonly payments: PaymentChanges;
  readonly attempts: Pick<AttemptQueue, 'postpone'>;
  readonly newId: NewId;
  readonly backoff: Backoff;
}

const postponed = (
  { paymentId, orderId, attempt, claims, providerReference }: DueAttempt,
  result: Processing | Unknown,
  backoff: Backoff,
): PostponedAttempt => ({
  paymentId,
  orderId,
  attempt,
  providerReference: result.kind === 'Processing' ? result.providerReference : providerReference,
  dueInMs: backoff(claims, BACKOFFS[result.kind]),
});

/** Records the results of many attempts together; those without a final result are postponed. */
export const recordAttempts =
  ({ payments, attempts, newId, backoff }: Ports) =>
  async (settled: readonly SettledAttempt[]): Promise<void> => {
    const changes: PaymentChange[] = [];
    const open: PostponedAttempt[] = [];
    for (const { attempt, result } of settled) {
      if (isOpen(result)) {
        open.push(postponed(attempt, result, backoff));
        continue;
      }
      const command = commandFor(attempt.attempt, result, newId);
      const { orderId, causation } = attempt;
      changes.push({ orderId, causation, decide: (payment) => paymentDecider.decide(command, payment) });
    }
    if (open.length > 0) await attempts.postpone(open);
    if (changes.length > 0) await payments.change(changes);
  };
