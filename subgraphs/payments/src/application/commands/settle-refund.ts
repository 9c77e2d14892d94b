import { paymentDecider } from '../domain/payment/payment';
import { backoffMs, type Backoff } from './backoff';
import type { PaymentProvider, RefundFinding } from './ports/payment-provider';
import type { Payments } from './ports/payments';
import { KEY_TRUSTED_MS } from './settle-attempt';
import type { DueRefund, RefundPostponement, Refunds } from './ports/refunds';

/** For ever: the customer's money is never given up. */
const REFUND_BACKOFF: Backoff = { firstMs: 500, maxMs: 300_000 };

export interface SettledRefund {
  readonly refund: DueRefund;
  readonly finding: RefundFinding;
}

/**
 * A refund that was tried before is looked for first: its answer may have been all that was lost. So is one whose key the
 * provider has forgotten: what this database knows of having tried may have been lost as well.
 */
export const settleRefund =
  (provider: PaymentProvider) =>
  async (refund: DueRefund): Promise<SettledRefund> => {
    if (refund.claims > 1 || refund.ageMs > KEY_TRUSTED_MS) {
      const finding = await provider.findRefund(refund);
      if (finding.kind !== 'Absent') return { refund, finding };
    }
    return { refund, finding: await provider.refund(refund) };
  };

interface Parts {
  readonly payments: Payments;
  readonly refunds: Refunds;
  /** 0 to 1. */
  readonly luck: () => number;
}

const postponed = ({ refund, finding }: SettledRefund, luck: number): RefundPostponement => ({
  refundId: refund.refundId,
  generation: refund.generation + (finding.kind === 'Refused' ? 1 : 0),
  dueInMs: backoffMs(REFUND_BACKOFF, refund.claims, luck),
});

export const recordRefunds =
  ({ payments, refunds, luck }: Parts) =>
  async (settled: readonly SettledRefund[]): Promise<void> => {
    const done = settled.filter(({ finding }) => finding.kind === 'Refunded');
    const open = settled.filter(({ finding }) => finding.kind !== 'Refunded');
    if (open.length > 0) await refunds.postpone(open.map((one) => postponed(one, luck())));
    if (done.length === 0) return;
    await payments.change(
      done.map(({ refund: { refundId, orderId, causation } }) => ({
        orderId,
        causation,
        decide: (payment) => paymentDecider.decide({ type: 'RecordRefund', refundId }, payment),
      })),
    );
  };
