import { assertNever } from '@oms/kernel';
import type { PaymentCommand } from '../domain/payment/commands';
import { paymentDecider } from '../domain/payment/payment';
import { backoffMs, type Backoff } from './backoff';
import type { Attempts, DueAttempt, Postponement } from './ports/attempts';
import type { NextId } from './ports/ids';
import type { Captured, Declined, Finding, Forestalled, Processing, Unknown } from './ports/payment-provider';
import type { Change, Payments } from './ports/payments';
import type { SettledAttempt } from './settle-attempt';

/** After an answer that never came: soon, because a customer waits. */
const UNKNOWN_BACKOFF: Backoff = { firstMs: 300, maxMs: 10_000 };
/** The webhook comes first as a rule; this is for one that is lost. */
const PROCESSING_BACKOFF: Backoff = { firstMs: 4_000, maxMs: 60_000 };

/** What an outcome asks of the payment. */
export const commandFor = (
  attempt: number,
  finding: Captured | Declined | Forestalled,
  nextId: NextId,
): PaymentCommand => {
  switch (finding.kind) {
    case 'Captured': {
      const { amount, providerReference } = finding;
      return { type: 'RecordCapture', attempt, amount, providerReference, refundId: nextId() };
    }
    case 'Declined': {
      const { message, providerReference } = finding;
      return { type: 'RecordDecline', attempt, message, providerReference };
    }
    case 'Forestalled':
      return { type: 'RecordForestalled', attempt };
    default:
      return assertNever(finding);
  }
};

const isOpen = (finding: Finding): finding is Processing | Unknown =>
  finding.kind === 'Processing' || finding.kind === 'Unknown';

interface Parts {
  readonly payments: Payments;
  readonly attempts: Attempts;
  readonly nextId: NextId;
  /** 0 to 1. */
  readonly luck: () => number;
}

const postponed = (attempt: DueAttempt, finding: Processing | Unknown, luck: number): Postponement => {
  const isProcessing = finding.kind === 'Processing';
  const { paymentId, orderId, claims } = attempt;
  return {
    paymentId,
    orderId,
    attempt: attempt.attempt,
    providerReference: isProcessing ? finding.providerReference : attempt.providerReference,
    dueInMs: backoffMs(isProcessing ? PROCESSING_BACKOFF : UNKNOWN_BACKOFF, claims, luck),
  };
};

/** Records what the provider said of many attempts at once; what is still open is asked again later. */
export const recordFindings =
  ({ payments, attempts, nextId, luck }: Parts) =>
  async (settled: readonly SettledAttempt[]): Promise<void> => {
    const changes: Change[] = [];
    const open: Postponement[] = [];
    for (const { attempt, finding } of settled) {
      if (isOpen(finding)) {
        open.push(postponed(attempt, finding, luck()));
        continue;
      }
      const command = commandFor(attempt.attempt, finding, nextId);
      const { orderId, causation } = attempt;
      changes.push({ orderId, causation, decide: (payment) => paymentDecider.decide(command, payment) });
    }
    if (open.length > 0) await attempts.postpone(open);
    if (changes.length > 0) await payments.change(changes);
  };
