/** Who asks, as a verified token says. */
export interface Caller {
  /** `sub`: the customer's id. */
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
  /** To be forwarded; never to be logged. */
  readonly token: string;
}

/** Whether one of the alternatives is held in full: the outer list is an OR of ANDs, as in `@requiresScopes`. */
export const satisfies = (caller: Caller, alternatives: readonly (readonly string[])[]): boolean =>
  alternatives.some((scopes) => scopes.every((scope) => caller.scopes.has(scope)));
