import { type RequestContext, unauthenticated } from '@oms/subgraph-kit';
import type { Cause, CustomerId, OrdersApplication, Viewer } from '../application';
import { type Loaders, loadersFor } from './loaders';

export interface ApiContext extends RequestContext {
  readonly application: OrdersApplication;
  readonly loaders: Loaders;
  /** Throws UNAUTHENTICATED when nobody asks; the SDL's directives see to it before. */
  readonly viewer: () => Viewer;
  readonly cause: (idempotencyKey?: string) => Cause;
}

const OPERATE = 'orders:operate';

const viewerOf = ({ caller }: RequestContext): Viewer => {
  if (caller === undefined) throw unauthenticated('Say who asks: an access token is needed.');
  return { id: caller.subject as CustomerId, operates: caller.scopes.has(OPERATE) };
};

export const apiContext =
  (application: OrdersApplication) =>
  (request: RequestContext): ApiContext => {
    const viewer = () => viewerOf(request);
    return {
      ...request,
      application,
      viewer,
      loaders: loadersFor(application, viewer),
      cause: (idempotencyKey) => ({
        correlationId: request.correlationId,
        actorId: request.caller?.subject,
        idempotencyKey,
        traceparent: request.traceparent,
      }),
    };
  };
