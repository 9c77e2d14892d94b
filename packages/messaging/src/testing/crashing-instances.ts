import { setTimeout as delay } from 'node:timers/promises';
import type { Service } from '@oms/kernel';
import { type Faults, faultsOf } from './faults';
import type { Random } from './random';

const CALLS_MAX = 40;
const AWAY_MS_MAX = 700;
const ZOMBIE_MS = 600;

interface Instance {
  readonly faults: Faults;
  readonly service: Service;
}

/**
 * Instances of a service that crash, and are replaced. The one that crashed may have been asleep only: it goes on later,
 * beside its replacement.
 */
export const crashingInstances = (start: (faults: Faults) => Service, random: Random) => {
  let living: Instance[] = [];
  let isOver = false;
  const ends: Promise<void>[] = [];

  const begin = async (): Promise<void> => {
    const faults = faultsOf(random);
    const service = start(faults);
    await service.start();
    if (!isOver) faults.arm();
    living.push({ faults, service });
  };

  const bury = async ({ faults, service }: Instance): Promise<void> => {
    await delay(random.below(AWAY_MS_MAX));
    faults.heal();
    faults.wake();
    await delay(ZOMBIE_MS);
    await service.stop();
  };

  /** Others take the place of those that crashed. */
  const replace = async (): Promise<void> => {
    const crashed = living.filter(({ faults }) => faults.isFrozen());
    living = living.filter((instance) => !crashed.includes(instance));
    ends.push(...crashed.map(bury));
    for (let begun = 0; begun < crashed.length; begun += 1) await begin();
  };

  return {
    begin,
    /** One of them stops in the middle of what it does, at any await. */
    crashOne: (): void => {
      random.pick(living).faults.freezeAfter(1 + random.below(CALLS_MAX));
    },
    crashAll: (): void => {
      for (const { faults } of living) faults.freeze();
    },
    replace,
    /** Others take their place, which run undisturbed, and hold the locks that they believe to hold. */
    settle: async (): Promise<void> => {
      isOver = true;
      for (const { faults } of living) faults.freeze();
      await replace();
    },
    stop: async (): Promise<void> => {
      for (const instance of living) {
        instance.faults.heal();
        instance.faults.wake();
      }
      await Promise.all([...ends, ...living.map(({ service }) => service.stop())]);
    },
  };
};
