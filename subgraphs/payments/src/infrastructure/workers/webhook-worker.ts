import type { Logger, Metrics } from '@oms/telemetry';
import { judgeWebhooks } from '../../application/judge-webhooks';
import type { NewId } from '../../application/ports/ids';
import type { Webhooks } from '../../application/ports/webhooks';
import { loop, type Loop } from './loop';

const POLL_MS = 500;
const BATCH_MAX = 200;

export interface WebhookJudgeParts {
  readonly webhooks: Webhooks;
  readonly newId: NewId;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Acts on the webhooks that were stored; what it cannot act on is parked, with an alarm. */
export const webhookJudge = ({ webhooks, newId, logger, metrics }: WebhookJudgeParts): Loop => {
  const parked = metrics.counter('payments_webhooks_parked_total', 'Webhooks that an operator should look into.', [
    'because',
  ]);
  const ignored = metrics.counter('payments_webhooks_ignored_total', 'Webhooks from which nothing followed.');
  const judge = judgeWebhooks(newId);
  return loop({
    name: 'webhooks',
    pollMs: POLL_MS,
    run: async () => {
      const verdicts = await webhooks.judge(BATCH_MAX, judge);
      for (const verdict of verdicts) {
        if (verdict.kind === 'Ignored') ignored.inc();
        if (verdict.kind !== 'Parked') continue;
        parked.inc({ because: verdict.because });
        logger.warn({ because: verdict.because }, 'a webhook was parked');
      }
      return verdicts.length === BATCH_MAX;
    },
    logger,
  });
};
