import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { generated, modeOf } from './generated-file';
import { repository, subgraphs } from './subgraphs';

/** The routing URLs of a development system; `SUBGRAPH_<NAME>_URL` overrides one at the gateway. */
const ports: Readonly<Record<string, number>> = { orders: 4001, inventory: 4002, payments: 4003, notifications: 4004 };

const urlOf = (name: string): string => {
  const port = ports[name];
  if (port === undefined) throw new Error(`Give the subgraph ${name} a port in compose-supergraph.ts.`);
  return `http://127.0.0.1:${port.toString()}/graphql`;
};

const result = composeServices(subgraphs().map(({ name, sdl }) => ({ name, url: urlOf(name), typeDefs: parse(sdl) })));

if (result.errors !== undefined) {
  for (const { message } of result.errors) console.error(message);
  process.exitCode = 1;
} else {
  generated(join(repository, 'supergraph.graphql'), `${result.supergraphSdl.trim()}\n`, modeOf(process.argv));
}
