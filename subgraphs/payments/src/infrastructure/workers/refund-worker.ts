import type { Logger, Metrics } from '@oms/telemetry';
import type { PaymentProvider } from '../../application/ports/payment-provider';
import type { Payments } from '../../application/ports/payments';
import type { Refunds } from '../../application/ports/refunds';
import { recordRefunds, settleRefund } from '../../application/settle-refund';
import { worker, type Worker } from './worker';

const POLL_MS = 200;

export interface RefundWorkerParts {
  readonly provider: PaymentProvider;
  readonly payments: Payments;
  readonly refunds: Refunds;
  readonly concurrencyMax: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Gives money back, and does not rest until it is. */
export const refundWorker = (parts: RefundWorkerParts): Worker => {
  const { provider, payments, refunds, concurrencyMax, logger, metrics } = parts;
  const findings = metrics.counter('payments_refund_findings_total', 'What the provider said of refunds.', ['finding']);
  const settle = settleRefund(provider);
  return worker({
    name: 'refunds',
    concurrencyMax,
    pollMs: POLL_MS,
    claim: (max) => refunds.claim(max),
    perform: async (due) => {
      const settled = await settle(due);
      const { finding, refund } = settled;
      findings.inc({ finding: finding.kind });
      if (finding.kind === 'Unknown' || finding.kind === 'Refused') {
        const { refundId, orderId, claims, causation } = refund;
        logger.warn(
          { refundId, orderId, claims, correlationId: causation.correlationId, reason: finding.reason },
          'a refund did not go through',
        );
      }
      return settled;
    },
    record: recordRefunds({ payments, refunds, luck: Math.random }),
    logger,
  });
};
