import type { RequestContext } from '@oms/subgraph-kit';
import type { PaymentsApplication } from '../application';
import { loadersOf, type Loaders } from './loaders';

/** What each resolver is given. */
export interface ApiContext extends RequestContext {
  readonly payments: PaymentsApplication;
  readonly loaders: Loaders;
}

export const apiContext =
  (payments: PaymentsApplication) =>
  (request: RequestContext): ApiContext => ({ ...request, payments, loaders: loadersOf(payments, request.actor) });
