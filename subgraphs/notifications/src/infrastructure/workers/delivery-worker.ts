import { isConflict, isDatabaseUnavailable } from '@oms/database';
import type { Service } from '@oms/kernel';
import type { Logger } from '@oms/telemetry';
import { leasedWorker } from '@oms/workers';
import type { DeliveryAttempt, DeliveryQueue, DueNotification } from '../../application/ports/delivery-queue';

/** Soon enough for a mail, and rare enough to be free: an index scan that finds nothing. */
const POLL_MS = 100;
/** How many notifications are sent at once, and so the load on the channels. */
const CONCURRENCY_MAX = 20;
/** What a process that died had in flight is sent again after so long. A live one renews its leases until a send ends. */
const LEASE_MS = 8_000;
/** Three renewals in a row may fail before another worker claims the notification. */
const RENEW_EVERY_MS = 2_000;
/** Less than a process may take to stop. What is still in flight then is sent again, when its lease has ended. */
const DRAIN_MS = 5_000;
/** Each is recorded by itself and at once: a result that waited for others could be lost, and a mail sent twice. */
const RECORDING = { batchMax: 1, concurrencyMax: CONCURRENCY_MAX };

interface DeliveryWorkerParts {
  readonly queue: DeliveryQueue;
  readonly deliver: (notification: DueNotification) => Promise<DeliveryAttempt>;
  readonly logger: Logger;
}

/** Sends the notifications that are due. */
export const deliveryWorker = ({ queue, deliver, logger }: DeliveryWorkerParts): Service =>
  leasedWorker<DueNotification, DeliveryAttempt>({
    name: 'delivery',
    concurrencyMax: CONCURRENCY_MAX,
    pollMs: POLL_MS,
    lease: { ms: LEASE_MS, renewal: { everyMs: RENEW_EVERY_MS, renew: (ids, leaseMs) => queue.renew(ids, leaseMs) } },
    idOf: ({ id }) => id,
    claim: (request) => queue.claim(request),
    perform: deliver,
    record: (attempts) => queue.record(attempts),
    recording: RECORDING,
    isTransient: (error) => isConflict(error) || isDatabaseUnavailable(error),
    drainMs: DRAIN_MS,
    logger,
  });
