import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, extname, join, sep } from 'node:path';
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
  /** Answers a request for a page. Returns whether it was one. */
  serve(request: IncomingMessage, response: ServerResponse, path: string): boolean;
}

interface Asset {
  readonly type: string;
  readonly bytes: () => Buffer;
}

const GRAPHIQL_SCRIPT = '/graphiql/graphiql.js';
const WELCOME = '# Write an operation here, or pick one from the schema.\n';
const SANDBOX_SCRIPT = 'https://embeddable-sandbox.cdn.apollographql.com/v2/embeddable-sandbox.umd.production.min.js';

/** Where the build puts GraphiQL: see graphiql/build.mjs. */
const graphiqlFolder = join(dirname(require.resolve('@oms/gateway/package.json')), 'dist', 'graphiql');

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
};

/** Read when first requested: in most processes no file ever is. */
const asset = (file: string, type: string): Asset => {
  let bytes: Buffer | undefined;
  return { type, bytes: () => (bytes ??= readFileSync(file)) };
};

/** By path, all that GraphiQL needs: it works where there is no internet. Empty when it is not built. */
const graphiqlAssets = (): Readonly<Record<string, Asset>> => {
  if (!existsSync(graphiqlFolder)) return {};
  const files = readdirSync(graphiqlFolder, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(
    files.flatMap((file) => {
      const type = TYPES[extname(file)];
      if (type === undefined) return [];
      return [[`/graphiql/${file.split(sep).join('/')}`, asset(join(graphiqlFolder, file), type)] as const];
    }),
  );
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

const graphiqlPage = ({ token, operation }: PagesConfig): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><link rel="icon" href="data:,"><title>GraphiQL</title><link rel="stylesheet" href="/graphiql/graphiql.css"><style>${FULL_PAGE}</style></head>
<body>
<div id="graphiql">Loading…</div>
<script type="application/json" id="settings">${embedded({ operation: operation ?? WELCOME, headers: headersFor(token) })}</script>
<script type="module" src="${GRAPHIQL_SCRIPT}"></script>
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

/** GraphiQL at `/graphiql`, with its endpoints and token set; not there when it is not built. */
export const pages = (config: PagesConfig): Pages => {
  const assets = config.enabled ? graphiqlAssets() : {};
  return {
    serve: (request, response, path) => {
      if (request.method !== 'GET' || assets[GRAPHIQL_SCRIPT] === undefined) return false;
      const file = assets[path];
      if (file !== undefined) send(response, file.type, file.bytes());
      else if (path === '/graphiql') send(response, 'text/html; charset=utf-8', graphiqlPage(config));
      else return false;
      return true;
    },
  };
};
