import { setTimeout as delay } from 'node:timers/promises';
import { type Context, streamOf } from '@oms/contracts';
import type { Service } from '@oms/kernel';
import type { Logger } from '@oms/telemetry';
import type { ConsumerMessages } from 'nats';
import type { Broker } from '../broker';
import type { ConsumerMetrics } from '../metrics';
import { reasonOf } from '../reason';
import { createSignal } from '../signal';
import type { Delivery } from './message';
import { createHand, pullInto, STILL_WORKING_MS } from './pull';

export interface ConsumerOptions {
  /** Such as `payments.orders`. */
  readonly label: string;
  readonly stream: Context;
  readonly durable: string;
  readonly broker: Broker;
  readonly handleBatch: (deliveries: readonly Delivery[]) => Promise<void>;
  readonly logger: Logger;
  readonly metrics: ConsumerMetrics;
}

/** How often it is asked whether the consumer is still there, and whether messages that it has do come. */
const CHECK_MS = 5_000;
const RECOVER_MS = 250;
const DISCONNECTED_MS = 50;
/** What is in hand when the process stops is finished, but not for ever. */
const FINISH_MS = 8_000;

/** Lets messages flow for as long as it can, and sets everything up again when they stop. */
const keepPulling = (
  { label, stream, durable, broker, logger, metrics }: ConsumerOptions,
  hand: ReturnType<typeof createHand>,
  stopping: AbortSignal,
) => {
  const signal = createSignal();
  let sound = true;
  let received = 0;

  const doubt = (what: string): void => {
    if (sound && !stopping.aborted) logger.warn({ consumer: label, what }, 'messages may have stopped; consuming anew');
    sound = false;
    signal.wake();
  };

  /** Throws when the consumer is gone. Doubts when the broker has messages for us, and none has come since the last look. */
  const check = async (before: number): Promise<void> => {
    const info = await broker.jsm.consumers.info(streamOf(stream), durable);
    metrics.pending.set({ consumer: label }, info.num_pending);
    if (info.num_pending > 0 && hand.size() === 0 && received === before) doubt('no_progress');
  };

  const flow = async (): Promise<void> => {
    sound = true;
    const intake = {
      ...hand,
      put: (delivery: Delivery) => {
        received += 1;
        hand.put(delivery);
      },
    };
    const messages: ConsumerMessages = await pullInto(intake, { broker, stream, durable }, doubt);
    try {
      while (sound && !stopping.aborted) {
        const before = received;
        await signal.wait(CHECK_MS);
        if (sound && !stopping.aborted) await check(before);
      }
    } finally {
      await messages.close();
    }
  };

  const run = async (): Promise<void> => {
    const unsubscribe = broker.onReconnect(() => {
      doubt('reconnected');
    });
    let told = false;
    while (!stopping.aborted) {
      if (!broker.ready()) {
        await delay(DISCONNECTED_MS);
        continue;
      }
      try {
        await flow();
        told = false;
      } catch (error) {
        if (!told) logger.warn({ consumer: label, reason: reasonOf(error) }, 'cannot consume now; trying again');
        told = true;
        await delay(RECOVER_MS);
      }
    }
    unsubscribe();
  };

  return {
    run,
    wake: () => {
      signal.wake();
    },
  };
};

/** One durable pull consumer. Whatever has arrived is handled together; nobody waits for a batch to fill. */
export const consumerOf = (options: ConsumerOptions): Service => {
  const { label, handleBatch, logger, metrics } = options;
  const stopping = new AbortController();
  const arrived = createSignal();
  const hand = createHand(() => {
    arrived.wake();
  });
  const pulling = keepPulling(options, hand, stopping.signal);
  let running: readonly Promise<void>[] = [];
  let holding: NodeJS.Timeout | undefined;

  const handleArrived = async (): Promise<void> => {
    for (let batch = hand.take(); batch.length > 0; batch = hand.take()) {
      metrics.inHand.set({ consumer: label }, hand.size());
      try {
        await handleBatch(batch);
      } catch (error) {
        // Not answered, so they come again.
        logger.error({ consumer: label, reason: reasonOf(error) }, 'a batch of messages was left unanswered');
      }
      hand.done();
    }
    metrics.inHand.set({ consumer: label }, 0);
  };

  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await handleArrived();
      await arrived.wait(CHECK_MS);
    }
    await handleArrived();
  };

  return {
    start: () => {
      holding = setInterval(() => {
        hand.hold();
      }, STILL_WORKING_MS);
      running = [pulling.run(), work()];
      return Promise.resolve();
    },
    stop: async () => {
      stopping.abort();
      pulling.wake();
      await running[0];
      arrived.wake();
      const limit = new AbortController();
      await Promise.race([running[1], delay(FINISH_MS, undefined, { signal: limit.signal }).catch(() => undefined)]);
      limit.abort();
      clearInterval(holding);
    },
  };
};
