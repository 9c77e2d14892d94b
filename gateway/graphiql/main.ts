import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createClient } from 'graphql-ws';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

/** What the gateway writes into the page. */
interface PageSettings {
  readonly operation: string;
  readonly headers: Readonly<Record<string, string>>;
}

const elementNamed = (id: string): HTMLElement => {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no element ${id}.`);
  return element;
};

const { operation, headers } = JSON.parse(elementNamed('settings').textContent) as PageSettings;
const endpoint = new URL('/graphql', location.href);

const fetcher = createGraphiQLFetcher({
  url: endpoint.href,
  wsClient: createClient({ url: endpoint.href.replace(/^http/, 'ws'), connectionParams: headers }),
});

createRoot(elementNamed('graphiql')).render(
  createElement(GraphiQL, {
    fetcher,
    defaultQuery: operation,
    defaultHeaders: JSON.stringify(headers, null, 2),
    shouldPersistHeaders: false,
  }),
);
