import { hasAnyScope, type Actor } from '@oms/kernel';
import type { CustomerId } from '../domain/order/values';

/** Operators see, place and cancel orders of all customers. */
export const operates = (actor: Actor | undefined): boolean =>
  actor !== undefined && hasAnyScope(actor, ['orders:operate']);

/** Whether the actor may see what belongs to this customer. Every actor is a customer under its own id. */
export const maySee = (actor: Actor | undefined, customerId: CustomerId): boolean =>
  actor?.id === customerId || operates(actor);
