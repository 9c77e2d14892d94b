import type { RequestContext } from '@oms/subgraph-kit';
import type { InventoryApplication } from '../application';
import { loadersFor, type Loaders } from './loaders';

/** What each resolver is given. */
export interface ApiContext extends RequestContext {
  readonly application: InventoryApplication;
  readonly loaders: Loaders;
}

export const apiContext =
  (application: InventoryApplication) =>
  (request: RequestContext): ApiContext => ({
    ...request,
    application,
    loaders: loadersFor(application, request.actor),
  });
