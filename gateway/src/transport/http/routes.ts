import type { IncomingMessage, ServerResponse } from 'node:http';
import { preferredType } from '../accept';
import { BadRequest, refuse } from '../refusal';
import { corsFor } from './cors';
import type { GraphQLEndpoint } from './graphql-endpoint';
import type { Pages } from './pages';
import { pathOf, sendPlain, type Plain } from './plain';
import type { Platform } from './platform';
import type { SubscriptionTransports } from './subscription-transports';

const GRAPHQL_PATHS = new Set(['/', '/graphql']);

export interface RoutesParts {
  /** Pages of these origins may call. */
  readonly origins: readonly string[];
  readonly endpoint: GraphQLEndpoint;
  readonly subscriptions: SubscriptionTransports;
  readonly pages: Pages;
  readonly platform: Platform;
  /** Whether metrics are served on this port. */
  readonly withMetrics: boolean;
  readonly isDraining: () => boolean;
}

export const isGraphQLPath = (request: IncomingMessage): boolean => GRAPHQL_PATHS.has(pathOf(request));

/** The media types of a response. Of types with equal weights the client's first is taken, and ours where it names none. */
const ANSWERS = ['application/json', 'application/graphql-response+json', 'text/event-stream'] as const;

const wantsEventStream = ({ headers: { accept } }: IncomingMessage): boolean =>
  accept !== undefined && /event-stream/i.test(accept) && preferredType(accept, ANSWERS) === 'text/event-stream';

/**
 * Whether a page of another site may have made a browser send this without a preflight request. An `EventSource` cannot set
 * headers, so that those of our own pages are allowed by the `sec-fetch-site` header, which the browser sets.
 */
const isFromElsewhere = ({ method, headers }: IncomingMessage): boolean => {
  if (method !== 'GET' || headers['apollo-require-preflight'] !== undefined) return false;
  const site = headers['sec-fetch-site'];
  return site === undefined ? headers.origin !== undefined : site !== 'same-origin' && site !== 'none';
};

const crossSite = (): BadRequest =>
  new BadRequest(400, 'Blocked as cross-site: send the header apollo-require-preflight.');

/** Where each request goes. */
export const routes = (parts: RoutesParts): ((request: IncomingMessage, response: ServerResponse) => Promise<void>) => {
  const { endpoint, subscriptions, pages, platform, withMetrics, isDraining } = parts;
  const cors = corsFor(parts.origins);

  const graphQL = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (cors(request, response)) return;
    if (!wantsEventStream(request)) await endpoint(request, response);
    else if (!isFromElsewhere(request)) await subscriptions.eventStream(request, response);
    else await refuse(request, response, crossSite());
  };

  const platformResponse = async (path: string): Promise<Plain | undefined> =>
    platform.health(path) ?? (withMetrics ? platform.metrics(path) : undefined);

  return async (request, response) => {
    const path = pathOf(request);
    if (isDraining()) response.setHeader('connection', 'close');
    if (GRAPHQL_PATHS.has(path)) {
      await graphQL(request, response);
      return;
    }
    const plain = await platformResponse(path);
    if (plain !== undefined) sendPlain(response, plain);
    else if (!pages.serve(request, response, path)) sendPlain(response, { status: 404, text: 'Not found' });
  };
};
