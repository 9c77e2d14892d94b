import { hasAnyScope, type Actor } from '@oms/kernel';

const OPERATOR_SCOPES = ['orders:operate', 'inventory:manage'];

/** Whether the actor may see what belongs to this customer: its own, or as an operator that of all customers. */
export const maySee = (actor: Actor | undefined, customerId: string): boolean =>
  actor !== undefined && (actor.id === customerId || hasAnyScope(actor, OPERATOR_SCOPES));
