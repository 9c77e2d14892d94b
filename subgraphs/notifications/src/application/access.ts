import { hasAnyScope, type Actor } from '@oms/kernel';

/** They may see the notifications of every customer. */
const SCOPES = ['notifications:manage', 'orders:operate'];

/** Whether the actor may see what the customer was notified of: the customer, and those who operate orders or notifications. */
export const maySee = (actor: Actor | undefined, customerId: string | null): boolean =>
  actor !== undefined && (actor.id === customerId || hasAnyScope(actor, SCOPES));
