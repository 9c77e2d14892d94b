import type { NewId } from '@oms/kernel';
import type { Logger, Metrics } from '@oms/telemetry';
import { loop, type Loop } from '@oms/workers';
import { processWebhooks } from '../../application/commands/process-webhooks';
import type { WebhookInbox } from '../../application/ports/webhook-inbox';

const POLL_MS = 500;
const BATCH_MAX = 200;

interface WebhookWorkerParts {
  readonly webhooks: WebhookInbox;
  readonly newId: NewId;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Processes the webhooks that were stored; those that need an operator are parked, with an alarm. */
export const webhookWorker = ({ webhooks, newId, logger, metrics }: WebhookWorkerParts): Loop => {
  const parked = metrics.counter('payments_webhooks_parked_total', 'Webhooks that an operator has to look into.', [
    'because',
  ]);
  const ignored = metrics.counter('payments_webhooks_ignored_total', 'Webhooks from which nothing followed.');
  const process = processWebhooks(newId);
  return loop({
    name: 'webhooks',
    pollMs: POLL_MS,
    run: async () => {
      const results = await webhooks.process(BATCH_MAX, process);
      for (const result of results) {
        if (result.kind === 'Ignored') ignored.inc();
        if (result.kind !== 'Parked') continue;
        parked.inc({ because: result.reason });
        logger.warn({ reason: result.reason }, 'a webhook was parked');
      }
      return results.length === BATCH_MAX;
    },
    logger,
  });
};
