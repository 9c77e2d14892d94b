import { settingNameOf, type Subgraph } from '../../supergraph/supergraph';
import { openEventStream } from './event-stream-upstream';
import type { UpstreamListener, Upstreams } from './upstream';
import { webSocketConnection, type WebSocketConnection } from './websocket-connection';

/**
 * Where a subgraph serves its subscriptions when that is not its routing URL. The scheme is that of the protocol: `ws:` and `wss:` for
 * graphql-transport-ws, `http:` and `https:` for GraphQL over SSE. By the subgraph's name in capitals, with `_` for all
 * that is no letter or digit.
 */
export type SubscriptionUrls = Readonly<Record<string, string>>;

/** Subscriptions of one identity at one subgraph share a socket; another identity never gets to see that socket. */
export const upstreams = (urls: SubscriptionUrls): Upstreams => {
  const connections = new Map<string, WebSocketConnection>();

  return {
    open: (request, listener) => {
      const url = subscriptionUrlOf(request.subgraph, urls);
      if (/^https?:/.test(url)) return openEventStream(url, request, listener);
      if (!/^wss?:/.test(url)) return refuseUrl(url, listener);
      const key = JSON.stringify([url, request.identity.identityKey]);
      let connection = connections.get(key);
      if (connection === undefined) {
        connection = webSocketConnection(url, request.identity, () => connections.delete(key));
        connections.set(key, connection);
      }
      return connection.subscribe(request, listener);
    },
  };
};

const subscriptionUrlOf = (subgraph: Subgraph, urls: SubscriptionUrls): string =>
  urls[settingNameOf(subgraph.name)] ?? subgraph.url.replace(/^http/, 'ws');

const refuseUrl = (url: string, listener: UpstreamListener): (() => void) => {
  const reported = setImmediate(() => {
    listener.failed({ kind: 'lost', detail: `${url} is no URL of subscriptions: use ws:, wss:, http: or https:` });
  });
  return () => {
    clearImmediate(reported);
  };
};
