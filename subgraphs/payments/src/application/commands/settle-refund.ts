import type { Backoff } from '@oms/kernel';
import { paymentDecider } from '../../domain/payment/payment';
import type { PaymentProvider, RefundResult } from '../ports/payment-provider';
import type { PaymentChanges } from '../ports/payment-repository';
import type { DueRefund, PostponedRefund, RefundQueue } from '../ports/refund-queue';
import { KEY_TRUSTED_MS } from './settle-attempt';

/** There is no last attempt: a refund is never abandoned. */
const REFUND_BACKOFF = { backoffMs: 500, backoffMaxMs: 300_000 };

export interface SettledRefund {
  readonly refund: DueRefund;
  readonly result: RefundResult;
}

/**
 * A refund that was requested before is searched for first: only its response may have been lost. So is one whose key the
 * provider may have deleted: what this database has recorded of its requests may have been lost as well.
 */
export const settleRefund =
  (provider: PaymentProvider) =>
  async (refund: DueRefund): Promise<SettledRefund> => {
    if (refund.claims > 1 || refund.ageMs > KEY_TRUSTED_MS) {
      const result = await provider.findRefund(refund);
      if (result.kind !== 'Absent') return { refund, result };
    }
    return { refund, result: await provider.refund(refund) };
  };

interface Ports {
  readonly payments: PaymentChanges;
  readonly refunds: Pick<RefundQueue, 'postpone'>;
  readonly backoff: Backoff;
}

const postponed = ({ refund, result }: SettledRefund, backoff: Backoff): PostponedRefund => ({
  refundId: refund.refundId,
  generation: refund.generation + (result.kind === 'Refused' ? 1 : 0),
  dueInMs: backoff(refund.claims, REFUND_BACKOFF),
});

/** Records many refunds together; those that the provider has not confirmed are postponed. */
export const recordRefunds =
  ({ payments, refunds, backoff }: Ports) =>
  async (settled: readonly SettledRefund[]): Promise<void> => {
    const confirmed = settled.filter(({ result }) => result.kind === 'Refunded');
    const open = settled.filter(({ result }) => result.kind !== 'Refunded');
    if (open.length > 0) await refunds.postpone(open.map((one) => postponed(one, backoff)));
    if (confirmed.length === 0) return;
    await payments.change(
      confirmed.map(({ refund: { refundId, orderId, causation } }) => ({
        orderId,
        causation,
        decide: (payment) => paymentDecider.decide({ type: 'RecordRefund', refundId }, payment),
      })),
    );
  };
