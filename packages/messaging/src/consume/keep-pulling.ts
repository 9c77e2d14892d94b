import { setTimeout as delay } from 'node:timers/promises';
import { streamOf } from '@oms/contracts';
import { reasonOf } from '../reason';
import { createSignal } from '../signal';
import type { ConsumerOptions } from './consumer-options';
import { type Hand, pullInto } from './pull';

/** How often it is asked whether the consumer is still there, and whether the messages that it has do come. */
const CHECK_MS = 5_000;
const RECOVER_MS = 250;
const DISCONNECTED_MS = 50;

/** Whether messages can be expected to come. Doubt ends the wait for the next look. */
const soundness = (onDoubt: (what: string) => void) => {
  const signal = createSignal();
  let sound = true;
  return {
    isSound: () => sound,
    begin: () => {
      sound = true;
    },
    doubt: (what: string) => {
      if (sound) onDoubt(what);
      sound = false;
      signal.wake();
    },
    wait: () => signal.wait(CHECK_MS),
    wake: () => {
      signal.wake();
    },
  };
};

/** Lets messages flow into the hand for as long as it can, and sets everything up again when they stop. */
export const keepPulling = (options: ConsumerOptions, hand: Hand, stopping: AbortSignal) => {
  const { label, stream, durable, broker, logger, metrics } = options;
  const state = soundness((what) => {
    if (!stopping.aborted) logger.info({ consumer: label, what }, 'messages may have stopped; consuming anew');
  });
  let received = 0;
  const counting: Hand = {
    ...hand,
    put: (delivery) => {
      received += 1;
      hand.put(delivery);
    },
  };

  /** Throws when the consumer is gone. Doubts when the broker has messages for us and none has come since the last look. */
  const check = async (before: number): Promise<void> => {
    const info = await broker.jsm.consumers.info(streamOf(stream), durable);
    metrics.pending.set({ consumer: label }, info.num_pending);
    if (info.num_pending > 0 && hand.size() === 0 && received === before) state.doubt('no_progress');
  };

  const goesOn = (): boolean => state.isSound() && !stopping.aborted;

  const flow = async (): Promise<void> => {
    state.begin();
    const messages = await pullInto(counting, { broker, stream, durable }, state.doubt);
    try {
      while (goesOn()) {
        const before = received;
        await state.wait();
        if (goesOn()) await check(before);
      }
    } finally {
      await messages.close();
    }
  };

  const untilStopped = async (): Promise<void> => {
    for (let told = false; !stopping.aborted;) {
      try {
        if (broker.ready()) await flow();
        else await delay(DISCONNECTED_MS);
        told = false;
      } catch (error) {
        if (!told) logger.warn({ consumer: label, reason: reasonOf(error) }, 'cannot consume now; trying again');
        told = true;
        await delay(RECOVER_MS);
      }
    }
  };

  return {
    run: async (): Promise<void> => {
      const unsubscribe = broker.onReconnect(() => {
        state.doubt('reconnected');
      });
      await untilStopped();
      unsubscribe();
    },
    wake: state.wake,
  };
};
