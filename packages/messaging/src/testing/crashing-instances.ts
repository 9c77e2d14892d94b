import { setTimeout as delay } from 'node:timers/promises';
import type { Service } from '@oms/kernel';
import { type Faults, faultsOf } from './faults';
import type { Random } from './random';

const CALLS_MAX = 40;
const FROZEN_MS_MAX = 700;
/** How long an instance that was frozen runs beside its replacement. */
const OVERLAP_MS = 600;

interface Instance {
  readonly faults: Faults;
  readonly service: Service;
}

/**
 * Instances of a service that crash, and are replaced. One that crashed was only frozen: it resumes later, beside its
 * replacement.
 */
export const crashingInstances = (start: (faults: Faults) => Service, random: Random) => {
  let running: Instance[] = [];
  let isSettling = false;
  const ends: Promise<void>[] = [];

  const begin = async (): Promise<void> => {
    const faults = faultsOf(random);
    const service = start(faults);
    await service.start();
    if (!isSettling) faults.arm();
    running.push({ faults, service });
  };

  const endCrashed = async ({ faults, service }: Instance): Promise<void> => {
    await delay(random.below(FROZEN_MS_MAX));
    faults.disarm();
    faults.thaw();
    await delay(OVERLAP_MS);
    await service.stop();
  };

  /** Starts an instance for each that crashed. */
  const replace = async (): Promise<void> => {
    const crashed = running.filter(({ faults }) => faults.isFrozen());
    running = running.filter((instance) => !crashed.includes(instance));
    ends.push(...crashed.map(endCrashed));
    for (let begun = 0; begun < crashed.length; begun += 1) await begin();
  };

  return {
    begin,
    /** Freezes one of them at one of its next awaits. */
    crashOne: (): void => {
      random.pick(running).faults.freezeAfter(1 + random.below(CALLS_MAX));
    },
    crashAll: (): void => {
      for (const { faults } of running) faults.freeze();
    },
    replace,
    /** Replaces all of them by instances without faults. */
    settle: async (): Promise<void> => {
      isSettling = true;
      for (const { faults } of running) faults.freeze();
      await replace();
    },
    stop: async (): Promise<void> => {
      for (const instance of running) {
        instance.faults.disarm();
        instance.faults.thaw();
      }
      await Promise.all([...ends, ...running.map(({ service }) => service.stop())]);
    },
  };
};
