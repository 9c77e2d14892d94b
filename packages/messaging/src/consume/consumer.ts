import { setTimeout as delay } from 'node:timers/promises';
import type { Service } from '@oms/kernel';
import { reasonOf } from '../reason';
import { createSignal } from '../signal';
import type { ConsumerOptions } from './consumer-options';
import { keepPulling } from './keep-pulling';
import { createHand, STILL_WORKING_MS } from './pull';

/** A wake is never lost; this only bounds what a mistake in that could cost. */
const IDLE_MS = 5_000;
/** What is in hand when the process stops is finished, but not for ever. */
const FINISH_MS = 8_000;

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
      await arrived.wait(IDLE_MS);
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
