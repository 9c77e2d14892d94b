import { createHash } from 'node:crypto';
import type { Behaviour, Delivery } from './stripe/test-methods';

/** What the provider does wrong on purpose, to any payment, until it is told otherwise. */
export interface FaultSettings {
  /** Of all charges that would be answered, the percentage that is charged and then not answered. */
  readonly silentPercent: number;
  /** … charged and then answered with 500. */
  readonly error500Percent: number;
  /** … charged and then reset. */
  readonly resetPercent: number;
  /** How often each webhook is delivered; 0: never. */
  readonly webhookCopies: number;
  /** How long each webhook is held back. */
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
  /** The behaviour, made worse for the share of payments that the settings ask for. */
  afflict(behaviour: Behaviour, key: string): Behaviour;
}

const PERCENT = 100;

/** The same key has the same luck in every run. */
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
    afflict: (behaviour, key) =>
      behaviour.delivery === 'answered' ? { ...behaviour, delivery: deliveryFor(percentileOf(key)) } : behaviour,
  };
};
