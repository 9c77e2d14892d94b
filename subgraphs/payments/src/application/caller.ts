/** Who asks. */
export interface Caller {
  /** The customer's id. */
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
}

const seesEverything = ['payments:manage', 'orders:operate'];

/** A customer has to do with their own payments only. */
export const isAllowed = (caller: Caller, payment: { readonly customerId: string }): boolean =>
  payment.customerId === caller.subject || seesEverything.some((scope) => caller.scopes.has(scope));
