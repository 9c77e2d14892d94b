import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';

export interface PagesConfig {
  /** Apollo Sandbox and GraphiQL for browsers. */
  readonly enabled: boolean;
  /** Set in both from the start, for development. */
  readonly token: string | undefined;
  /** What stands in the editor. */
  readonly operation: string | undefined;
}

/** Pages for those who come with a browser. */
export interface Pages {
  /** Answers a request for a page; says whether it was one. */
  serve(request: IncomingMessage, response: ServerResponse, path: string): boolean;
}

interface Asset {
  readonly type: string;
  readonly bytes: () => Buffer;
}

const WELCOME = '# Write an operation here, or pick one from the schema.\n';
const SANDBOX_SCRIPT = 'https://embeddable-sandbox.cdn.apollographql.com/v2/embeddable-sandbox.umd.production.min.js';

const packageFile = (name: string, file: string): string =>
  join(dirname(require.resolve(`${name}/package.json`)), file);

/** Read when first asked for: most processes never are. */
const asset = (name: string, file: string, type: string): Asset => {
  let bytes: Buffer | undefined;
  return { type, bytes: () => (bytes ??= readFileSync(packageFile(name, file))) };
};

const script = 'text/javascript; charset=utf-8';

/** All that GraphiQL needs, out of npm packages: it works where there is no internet. */
const assets: Readonly<Record<string, Asset>> = {
  '/graphiql/react.js': asset('react', 'umd/react.production.min.js', script),
  '/graphiql/react-dom.js': asset('react-dom', 'umd/react-dom.production.min.js', script),
  '/graphiql/graphql-ws.js': asset('graphql-ws', 'umd/graphql-ws.min.js', script),
  '/graphiql/graphiql.js': asset('graphiql', 'graphiql.min.js', script),
  '/graphiql/graphiql.css': asset('graphiql', 'graphiql.min.css', 'text/css; charset=utf-8'),
};

/** JSON that may stand inside a script element. */
const embedded = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

const headersFor = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

const sandboxCode = ({ token, operation }: PagesConfig): string => `
  const endpoint = new URL('/graphql', location.href);
  new window.EmbeddedSandbox({
    target: '#sandbox',
    initialEndpoint: endpoint.href,
    initialSubscriptionEndpoint: endpoint.href.replace(/^http/, 'ws'),
    runTelemetry: false,
    initialState: {
      document: ${embedded(operation ?? WELCOME)},
      sharedHeaders: ${embedded(headersFor(token))},
      pollForSchemaUpdates: false,
    },
  });`;

const graphiqlCode = ({ token, operation }: PagesConfig): string => `
  const endpoint = new URL('/graphql', location.href);
  const fetcher = GraphiQL.createFetcher({
    url: endpoint.href,
    wsClient: graphqlWs.createClient({
      url: endpoint.href.replace(/^http/, 'ws'),
      connectionParams: ${embedded(headersFor(token))},
    }),
  });
  ReactDOM.createRoot(document.getElementById('graphiql')).render(
    React.createElement(GraphiQL, {
      fetcher,
      defaultQuery: ${embedded(operation ?? WELCOME)},
      defaultHeaders: ${embedded(JSON.stringify(headersFor(token), null, 2))},
      shouldPersistHeaders: false,
    }),
  );`;

const FULL_PAGE = 'html,body,#sandbox,#graphiql{height:100%;margin:0}iframe{border:0;width:100%;height:100%}';

const sandboxPage = (config: PagesConfig): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><link rel="icon" href="data:,"><title>Apollo Sandbox</title><style>${FULL_PAGE}</style></head>
<body>
<div id="sandbox"><noscript>Apollo Sandbox needs JavaScript.</noscript></div>
<p id="offline" hidden>Apollo Sandbox comes from the internet and could not be loaded. <a href="/graphiql">GraphiQL</a> works offline.</p>
<script src="${SANDBOX_SCRIPT}" onerror="document.getElementById('offline').hidden=false"></script>
<script>${sandboxCode(config)}</script>
</body>
</html>`;

const graphiqlPage = (config: PagesConfig): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><link rel="icon" href="data:,"><title>GraphiQL</title><link rel="stylesheet" href="/graphiql/graphiql.css"><style>${FULL_PAGE}</style></head>
<body>
<div id="graphiql">Loading…</div>
<script src="/graphiql/react.js"></script>
<script src="/graphiql/react-dom.js"></script>
<script src="/graphiql/graphql-ws.js"></script>
<script src="/graphiql/graphiql.js"></script>
<script>${graphiqlCode(config)}</script>
</body>
</html>`;

const send = (response: ServerResponse, type: string, body: string | Buffer): void => {
  response.writeHead(200, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    // The pages may hold a token.
    'cache-control': Buffer.isBuffer(body) ? 'public, max-age=3600' : 'no-store',
    ...(Buffer.isBuffer(body) && { etag: `"${createHash('sha256').update(body).digest('base64url')}"` }),
  });
  response.end(body);
};

/** What Apollo Server shows to a browser at the GraphQL path: Apollo Sandbox, with its endpoints and token set. */
export const landingPage = (config: PagesConfig): ApolloServerPlugin =>
  config.enabled
    ? {
        serverWillStart: () =>
          Promise.resolve({ renderLandingPage: () => Promise.resolve({ html: sandboxPage(config) }) }),
      }
    : ApolloServerPluginLandingPageDisabled();

/** GraphiQL at `/graphiql`, with its endpoints and token set. */
export const pages = (config: PagesConfig): Pages => ({
  serve: (request, response, path) => {
    if (!config.enabled || request.method !== 'GET') return false;
    const file = assets[path];
    if (file !== undefined) send(response, file.type, file.bytes());
    else if (path === '/graphiql') send(response, 'text/html; charset=utf-8', graphiqlPage(config));
    else return false;
    return true;
  },
});
