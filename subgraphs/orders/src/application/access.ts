import type { CustomerId } from '../domain/order/values';

/** On whose behalf something is read or asked for. */
export interface Viewer {
  /** Everyone is a customer under their own id. */
  readonly id: CustomerId;
  /** Operators see, place and cancel orders for everybody. */
  readonly operates: boolean;
}

export const maySee = (viewer: Viewer, owner: CustomerId): boolean => viewer.operates || viewer.id === owner;
