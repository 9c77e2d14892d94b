import { setTimeout as delay } from 'node:timers/promises';
import { isConflict, isDatabaseUnavailable } from '@oms/database';
import type { Service } from '@oms/kernel';
import type { Logger } from '@oms/telemetry';
import type { Deliveries, DueMessage } from '../../application/ports/customer-messages';

/** Soon enough for a mail, and rare enough to be free: an index scan that finds nothing. */
const POLL_MS = 100;
const TRANSIENT_ERROR_PAUSE_MS = 1_000;
/** At once in flight, and so the load on the channels. */
const IN_FLIGHT_MAX = 20;
/** What a process that died had in flight is sent again after so long. A live one renews its leases until a send ends. */
const LEASE_MS = 8_000;
/** Three renewals in a row may fail before another worker takes the message. */
const RENEW_MS = 2_000;
const RECORD_PAUSE_MS = 200;
const RECORD_TRIES_MAX = 300;
/** Less than a process may take to stop. What is still in flight then is sent again, when its lease has ended. */
const DRAIN_MS = 5_000;

export interface DeliveryWorkerParts {
  readonly deliveries: Pick<Deliveries, 'claim' | 'renew'>;
  /** Sends a message, and answers how to record its outcome. */
  readonly send: (message: DueMessage) => Promise<() => Promise<void>>;
  readonly logger: Logger;
}

const isTransient = (error: unknown): boolean => isConflict(error) || isDatabaseUnavailable(error);

/** The message has been sent: a record that is lost is a mail sent twice, so it is tried for as long as it may succeed. */
const recordSoon = async (record: () => Promise<void>): Promise<void> => {
  for (let tries = 1; ; tries += 1) {
    try {
      await record();
      return;
    } catch (error) {
      if (!isTransient(error) || tries >= RECORD_TRIES_MAX) throw error;
    }
    await delay(RECORD_PAUSE_MS);
  }
};

/** The messages in flight. Each is sent by itself and recorded at once, so that a slow one delays no other's record. */
const sending = ({ send, logger }: DeliveryWorkerParts, onFree: () => void) => {
  const inFlight = new Map<string, Promise<void>>();

  const begin = (message: DueMessage): void => {
    const done = send(message)
      .then(recordSoon)
      .catch((error: unknown) => {
        logger.warn({ err: error, notificationId: message.id }, 'the outcome of a delivery could not be recorded');
      })
      .finally(() => {
        const wasFull = inFlight.size >= IN_FLIGHT_MAX;
        inFlight.delete(message.id);
        if (wasFull) onFree();
      });
    inFlight.set(message.id, done);
  };

  return { begin, ids: (): readonly string[] => [...inFlight.keys()], all: () => Promise.all(inFlight.values()) };
};

/** Sends what is due. Stopping waits a little for what is in flight. */
export const deliveryWorker = (parts: DeliveryWorkerParts): Service => {
  const { deliveries, logger } = parts;
  let stopped = false;
  let wake = (): void => undefined;
  let running: Promise<void> = Promise.resolve();
  let renewals: NodeJS.Timeout | undefined;
  const flight = sending(parts, () => {
    wake();
  });

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  /** Answers after how long to look again, unless a place becomes free before. */
  const oneRound = async (): Promise<number> => {
    const inFlight = flight.ids();
    const limit = IN_FLIGHT_MAX - inFlight.length;
    if (limit === 0) return POLL_MS;
    try {
      const due = await deliveries.claim({ limit, leaseMs: LEASE_MS, except: inFlight });
      due.forEach(flight.begin);
      return POLL_MS;
    } catch (error) {
      logger.warn({ err: error }, 'messages could not be claimed; trying again');
      return TRANSIENT_ERROR_PAUSE_MS;
    }
  };

  const run = async (): Promise<void> => {
    while (!stopped) await pause(await oneRound());
  };

  const renew = (): void => {
    const ids = flight.ids();
    if (ids.length === 0) return;
    deliveries.renew(ids, LEASE_MS).catch((error: unknown) => {
      logger.warn({ err: error }, 'the leases of messages in flight could not be renewed');
    });
  };

  return {
    start: () => {
      renewals = setInterval(renew, RENEW_MS);
      running = run();
      return Promise.resolve();
    },
    stop: async () => {
      stopped = true;
      wake();
      await running;
      const waited = new AbortController();
      const drained = delay(DRAIN_MS, undefined, { signal: waited.signal }).catch(() => undefined);
      await Promise.race([flight.all(), drained]);
      waited.abort();
      clearInterval(renewals);
    },
  };
};
