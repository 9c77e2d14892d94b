import type { Payments } from './payments';
import type { PaymentViews } from './payment-views';

interface ClientRequest {
  /** Whose key it is. */
  readonly caller: string;
  readonly operation: string;
  readonly key: string | undefined;
  readonly input: unknown;
}

/** What an effect works with; all of it belongs to one transaction. */
export interface Stores {
  readonly payments: Payments;
  readonly views: PaymentViews;
}

export interface Effect<Answer> {
  /** False for a refusal: nothing changed, so the same key may be tried again. */
  readonly keep: boolean;
  /** Plain JSON. */
  readonly answer: Answer;
}

export type OnceOnly<Answer> = { readonly reused: false; readonly answer: Answer } | { readonly reused: true };

export interface IdempotentRequests {
  /** Runs the effect once per caller, operation and key; the same request again gets the first answer. */
  once<Answer>(request: ClientRequest, effect: (stores: Stores) => Promise<Effect<Answer>>): Promise<OnceOnly<Answer>>;
}
