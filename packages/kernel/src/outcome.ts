/** The result of a client's command. Faults are thrown. */
export type Outcome<Value, Refusal> =
  | { readonly kind: 'Succeeded'; readonly value: Value }
  /** A rule forbids it; nothing changed. */
  | { readonly kind: 'Refused'; readonly refusal: Refusal }
  /** The idempotency key was used with another input; nothing changed. */
  | { readonly kind: 'KeyReused' }
  /** It cannot be decided at present; nothing changed, and the client may try again. `reason` is shown to clients. */
  | { readonly kind: 'Unavailable'; readonly reason: string };

export const succeeded = <Value>(value: Value): Outcome<Value, never> => ({ kind: 'Succeeded', value });

export const refused = <Refusal>(refusal: Refusal): Outcome<never, Refusal> => ({ kind: 'Refused', refusal });

export const unavailable = (reason: string): Outcome<never, never> => ({ kind: 'Unavailable', reason });
