import type { PaymentIntent } from '../stripe/payment-intent';
import type { Refund } from '../stripe/refund';
import type { LedgerFile } from './ledger-file';
import type { LedgerRecord, ProviderEvent, SavedAnswer, Settlement } from './record';

/** As long as Stripe keeps them; then a key can be reused. */
const ANSWER_KEPT_S = 24 * 60 * 60;

/** The provider's state, folded from the ledger. Every change is made by `commit`. */
export interface Ledger {
  intent(id: string): PaymentIntent | undefined;
  intents(): Iterable<PaymentIntent>;
  intentsWith(metadataKey: string, value: string): readonly PaymentIntent[];
  refund(id: string): Refund | undefined;
  refunds(): Iterable<Refund>;
  refundsOf(intentId: string): readonly Refund[];
  answerTo(key: string): SavedAnswer | undefined;
  settlement(intentId: string): Settlement | undefined;
  settlements(): Iterable<Settlement>;
  undeliveredEvents(): Iterable<ProviderEvent>;
  event(id: string): ProviderEvent | undefined;
  /** Applies the record at once, so that the next decision includes it; resolves when it is durable. Respond only then. */
  commit(record: LedgerRecord): Promise<void>;
  /** State that is read may not be durable yet: await this before a response. */
  durable(): Promise<void>;
}

const addTo = (index: Map<string, Set<string>>, key: string, id: string): void => {
  const ids = index.get(key);
  if (ids === undefined) index.set(key, new Set([id]));
  else ids.add(id);
};

const metadataKey = (key: string, value: string): string => `${key}\u0000${value}`;

class State {
  readonly intents = new Map<string, PaymentIntent>();
  readonly intentsByMetadata = new Map<string, Set<string>>();
  readonly refunds = new Map<string, Refund>();
  readonly refundsByIntent = new Map<string, Set<string>>();
  readonly answers = new Map<string, SavedAnswer>();
  readonly settlements = new Map<string, Settlement>();
  readonly events = new Map<string, ProviderEvent>();
  readonly undelivered = new Set<string>();

  apply(record: LedgerRecord): void {
    for (const intent of record.intents ?? []) this.#applyIntent(intent);
    for (const refund of record.refunds ?? []) {
      this.refunds.set(refund.id, refund);
      addTo(this.refundsByIntent, refund.payment_intent, refund.id);
    }
    if (record.settlement !== undefined) this.settlements.set(record.settlement.intentId, record.settlement);
    if (record.answer !== undefined) this.answers.set(record.answer.key, record.answer);
    for (const event of record.events ?? []) {
      this.events.set(event.id, event);
      this.undelivered.add(event.id);
    }
    for (const id of record.closedEvents ?? []) this.undelivered.delete(id);
  }

  #applyIntent(intent: PaymentIntent): void {
    this.intents.set(intent.id, intent);
    if (intent.status !== 'processing') this.settlements.delete(intent.id);
    for (const [key, value] of Object.entries(intent.metadata))
      addTo(this.intentsByMetadata, metadataKey(key, value), intent.id);
  }
}

const valuesAt = <Value>(values: ReadonlyMap<string, Value>, ids: Iterable<string>): readonly Value[] =>
  [...ids].flatMap((id) => values.get(id) ?? []);

export const openLedger = (ledgerFile: LedgerFile, nowSeconds: () => number): Ledger => {
  const state = new State();
  for (const record of ledgerFile.records) state.apply(record);
  return {
    intent: (id) => state.intents.get(id),
    intents: () => state.intents.values(),
    intentsWith: (key, value) => valuesAt(state.intents, state.intentsByMetadata.get(metadataKey(key, value)) ?? []),
    refund: (id) => state.refunds.get(id),
    refunds: () => state.refunds.values(),
    refundsOf: (intentId) => valuesAt(state.refunds, state.refundsByIntent.get(intentId) ?? []),
    answerTo: (key) => {
      const answer = state.answers.get(key);
      return answer !== undefined && answer.at + ANSWER_KEPT_S > nowSeconds() ? answer : undefined;
    },
    settlement: (intentId) => state.settlements.get(intentId),
    settlements: () => state.settlements.values(),
    undeliveredEvents: () => valuesAt(state.events, state.undelivered),
    event: (id) => state.events.get(id),
    commit: (record) => {
      state.apply(record);
      return ledgerFile.append(record);
    },
    durable: () => ledgerFile.durable(),
  };
};
