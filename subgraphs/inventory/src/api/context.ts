import type { RequestContext } from '@oms/subgraph-kit';
import type { InventoryApplication } from '../application';
import { loadersOf, type Loaders } from './loaders';

/** What each resolver is given. */
export interface ApiContext extends RequestContext {
  readonly inventory: InventoryApplication;
  readonly loaders: Loaders;
}

export const apiContext =
  (inventory: InventoryApplication) =>
  (request: RequestContext): ApiContext => ({ ...request, inventory, loaders: loadersOf(inventory, request.actor) });
