import type { Logger } from '@oms/telemetry';
import { backoff, pause, type Signal } from '@oms/workers';
import type { Broker } from '../broker';
import type { HealthRecord } from '../health';
import { reasonOf } from '../error-text';
import { SessionFailed } from './event-log';
import type { Publisher } from './publisher';
import { LogWentBack } from './reconcile';

/** Finds what other processes committed. */
const POLL_MS = 200;
const DISCONNECTED_MS = 50;
const FAILURE_BACKOFF = { backoffMs: 100, backoffMaxMs: 1_000 };
/** An operator has to decide; meanwhile events are numbered, and the stream is compared again. */
const WENT_BACK_MS = 5_000;

export interface Leading {
  readonly publisher: Publisher;
  readonly broker: Broker;
  readonly health: HealthRecord;
  readonly logger: Logger;
  /** Woken when events were committed. */
  readonly signal: Signal;
  readonly stopping: AbortSignal;
}

const publish = async ({ broker, publisher }: Leading): Promise<void> => {
  if (!broker.ready()) {
    publisher.forget();
    throw new Error('not connected to NATS');
  }
  await publisher.publish();
};

const waitAfter = async ({ broker, health, logger, stopping }: Leading, error: unknown, failures: number) => {
  const reason = reasonOf(error);
  health.fail(reason);
  if (error instanceof LogWentBack) {
    logger.error({ reason }, 'events are not published until an operator has settled this');
    await pause(WENT_BACK_MS, stopping);
    return;
  }
  if (failures === 1) logger.warn({ reason }, 'events wait in the log: they cannot be published');
  await pause(broker.ready() ? backoff(failures, FAILURE_BACKOFF) : DISCONNECTED_MS, stopping);
};

/**
 * Numbers and publishes until it is stopped. While the broker is unavailable it goes on numbering.
 *
 * @throws {SessionFailed}
 */
export const publishWhileLeading = async (self: Leading): Promise<void> => {
  const { publisher, health, logger, signal, stopping } = self;
  let failures = 0;
  // The first run reads the table, and so notices what it cannot number.
  let announced = false;
  while (!stopping.aborted) {
    await publisher.number(announced);
    announced = false;
    await publisher.measure();
    try {
      await publish(self);
      if (failures > 0) logger.info('events are published again');
      failures = 0;
      health.succeed();
    } catch (error) {
      if (error instanceof SessionFailed) throw error;
      failures += 1;
      await waitAfter(self, error, failures);
      continue;
    }
    if (!publisher.isBehind()) announced = await signal.wait(POLL_MS);
  }
};
