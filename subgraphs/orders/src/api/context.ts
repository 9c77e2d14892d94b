import type { RequestContext } from '@oms/subgraph-kit';
import type { OrdersApplication } from '../application';
import { type Loaders, loadersFor } from './loaders';

export interface ApiContext extends RequestContext {
  readonly application: OrdersApplication;
  readonly loaders: Loaders;
}

export const apiContext =
  (application: OrdersApplication) =>
  (request: RequestContext): ApiContext => ({
    ...request,
    application,
    loaders: loadersFor(application, request.actor),
  });
