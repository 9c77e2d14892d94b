import type { Ledger } from './ledger/ledger';
import type { LedgerRecord, Settlement } from './ledger/record';
import { settled } from './charges';
import { invalidRequest } from './stripe/stripe-error';

export interface Settlements {
  /** Sets the timer of a settlement that has a time. */
  schedule(settlement: Settlement): void;
  settleNow(intentId: string, succeeds: boolean): Promise<void>;
  stop(): void;
}

interface Parts {
  readonly ledger: Ledger;
  readonly commit: (record: LedgerRecord) => Promise<void>;
  readonly nowMs: () => number;
}

const MS_PER_S = 1_000;

/** Settles intents that are `processing`; after a restart the timers are set again from the ledger. */
export const settlementsIn = ({ ledger, commit, nowMs }: Parts): Settlements => {
  const timers = new Set<NodeJS.Timeout>();

  const settleNow = async (intentId: string, succeeds: boolean): Promise<void> => {
    const intent = ledger.intent(intentId);
    if (intent?.status !== 'processing')
      throw invalidRequest('Only a processing payment intent can be settled.', { param: 'id' });
    await commit(settled(intent, succeeds, Math.floor(nowMs() / MS_PER_S)));
  };

  const schedule = ({ intentId, succeeds, atMs }: Settlement): void => {
    if (atMs === null) return;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        // It may have been settled by the control endpoint meanwhile.
        if (ledger.intent(intentId)?.status === 'processing') void settleNow(intentId, succeeds);
      },
      Math.max(0, atMs - nowMs()),
    );
    timers.add(timer);
  };

  for (const settlement of ledger.settlements()) schedule(settlement);
  return {
    schedule,
    settleNow,
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
};
