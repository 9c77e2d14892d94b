/** Who makes a request, as a verified token identifies them. */
export interface Actor {
  /** The token's `sub`; of a customer, the customer's id. */
  readonly id: string;
  readonly scopes: ReadonlySet<string>;
}

/** Whether the actor holds at least one of the scopes. */
export const hasAnyScope = ({ scopes }: Actor, wanted: readonly string[]): boolean =>
  wanted.some((scope) => scopes.has(scope));
