import type { RequestContext } from '@oms/subgraph-kit';
import type { PaymentsApplication } from '../application';
import { loadersFor, type Loaders } from './loaders';

/** What each resolver gets. */
export interface ApiContext extends RequestContext {
  readonly application: PaymentsApplication;
  readonly loaders: Loaders;
}

export const apiContext =
  (application: PaymentsApplication) =>
  (request: RequestContext): ApiContext => ({
    ...request,
    application,
    loaders: loadersFor(application, request.actor),
  });
