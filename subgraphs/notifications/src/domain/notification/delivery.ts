/** How often, and how patiently, a message is tried. */
export interface Patience {
  readonly attemptsMax: number;
  readonly backoffMs: number;
  readonly backoffMaxMs: number;
}

/** What became of one attempt to hand a message to its channel. */
export type Delivery =
  | { readonly kind: 'delivered' }
  /** The channel may take it later: it is down, busy, or did not answer. */
  | { readonly kind: 'notNow'; readonly reason: string }
  /** The channel will never take it: no such address. */
  | { readonly kind: 'refused'; readonly reason: string };

export type Verdict =
  | { readonly kind: 'sent' }
  | { readonly kind: 'tryAgain'; readonly afterMs: number; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** `attempts` counts this one. The wait doubles from attempt to attempt, up to the maximum. */
export const judge = (delivery: Delivery, attempts: number, patience: Patience): Verdict => {
  if (delivery.kind === 'delivered') return { kind: 'sent' };
  if (delivery.kind === 'refused' || attempts >= patience.attemptsMax)
    return { kind: 'failed', reason: delivery.reason };
  const afterMs = Math.min(patience.backoffMaxMs, patience.backoffMs * 2 ** (attempts - 1));
  return { kind: 'tryAgain', afterMs, reason: delivery.reason };
};
