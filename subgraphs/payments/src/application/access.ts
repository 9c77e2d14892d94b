import { hasAnyScope, type Actor } from '@oms/kernel';

const scopesForAll = ['payments:manage', 'orders:operate'];

/** Customers see their own payments; operators see all. An anonymous actor sees none. */
export const maySee = (actor: Actor | undefined, customerId: string): boolean =>
  actor !== undefined && (customerId === actor.id || hasAnyScope(actor, scopesForAll));
