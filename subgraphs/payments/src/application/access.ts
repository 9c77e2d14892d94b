import { hasAnyScope, type Actor } from '@oms/kernel';

const seesEverything = ['payments:manage', 'orders:operate'];

/** A customer has to do with their own payments only. */
export const isAllowed = (actor: Actor, payment: { readonly customerId: string }): boolean =>
  payment.customerId === actor.id || hasAnyScope(actor, seesEverything);
