import type { RequestContext } from '@oms/subgraph-kit';
import type { NotificationsApplication } from '../application';
import { loadersFor, type Loaders } from './loaders';

export interface ApiContext extends RequestContext {
  readonly application: NotificationsApplication;
  readonly loaders: Loaders;
}

export const apiContext =
  (application: NotificationsApplication) =>
  (request: RequestContext): ApiContext => ({
    ...request,
    application,
    loaders: loadersFor(application, request.actor),
  });
