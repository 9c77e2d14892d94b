import { createHash } from 'node:crypto';
import type { Behaviour, Delivery } from './stripe/test-methods';

/** Injected faults, which apply to all payments until they are changed. */
export interface FaultSettings {
  /** The percentage of charges that succeed without a response. */
  readonly silentPercent: number;
  /** The percentage of charges that succeed with the response 500. */
  readonly error500Percent: number;
  /** The percentage of charges that succeed and reset the connection. */
  readonly resetPercent: number;
  /** How often each webhook is delivered; 0 for never. */
  readonly webhookCopies: number;
  /** The delay of each webhook. */
  readonly webhookDelayMs: number;
  /** Refunds are refused with 500 and have no effect. */
  readonly refundsFail: boolean;
  /** Every request of the API is answered with 503. */
  readonly down: boolean;
}

export const noFaults: FaultSettings = {
  silentPercent: 0,
  error500Percent: 0,
  resetPercent: 0,
  webhookCopies: 1,
  webhookDelayMs: 0,
  refundsFail: false,
  down: false,
};

export interface Faults {
  current(): FaultSettings;
  set(settings: FaultSettings): void;
  /** The behaviour with the faults that the settings inject for this key. */
  injectInto(behaviour: Behaviour, key: string): Behaviour;
}

const PERCENT = 100;

/** Deterministic: a key has the same percentile in every run. */
const percentileOf = (key: string): number => createHash('sha1').update(key).digest().readUInt32BE(0) % PERCENT;

export const openFaults = (): Faults => {
  let settings = noFaults;

  const deliveryFor = (percentile: number): Delivery => {
    const { silentPercent, error500Percent, resetPercent } = settings;
    if (percentile < silentPercent) return 'silent';
    if (percentile < silentPercent + error500Percent) return 'error500';
    return percentile < silentPercent + error500Percent + resetPercent ? 'reset' : 'answered';
  };

  return {
    current: () => settings,
    set: (next) => {
      settings = next;
    },
    injectInto: (behaviour, key) =>
      behaviour.delivery === 'answered' ? { ...behaviour, delivery: deliveryFor(percentileOf(key)) } : behaviour,
  };
};
