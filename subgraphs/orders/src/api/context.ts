import { type RequestContext, unauthenticated } from '@oms/subgraph-kit';
import type { Causation, CustomerId, OrdersApplication, Viewer } from '../application';
import { type Loaders, loadersFor } from './loaders';

export interface ApiContext extends RequestContext {
  readonly application: OrdersApplication;
  readonly loaders: Loaders;
  /** Throws UNAUTHENTICATED when nobody asks; the SDL's directives see to it before. */
  readonly viewer: () => Viewer;
  readonly causation: (idempotencyKey?: string) => Causation;
}

const OPERATE = 'orders:operate';

const viewerOf = ({ actor }: RequestContext): Viewer => {
  if (actor === undefined) throw unauthenticated('Say who asks: an access token is needed.');
  return { id: actor.id as CustomerId, operates: actor.scopes.has(OPERATE) };
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
      causation: (idempotencyKey) => ({
        correlationId: request.correlationId,
        actorId: request.actor?.id,
        idempotencyKey,
        traceparent: request.traceparent,
      }),
    };
  };
