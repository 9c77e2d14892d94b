import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const subgraph = (name) => ({
  name,
  sources: ['domain', 'application'].map((layer) => `subgraphs/${name}/src/${layer}/**/*.ts`),
  tests: [`<rootDir>/subgraphs/${name}/src/**/*.spec.ts`],
  needsServers: false,
});

const workers = {
  name: 'workers',
  sources: ['packages/workers/src/**/*.ts'],
  tests: ['<rootDir>/packages/workers/src/**/*.spec.ts'],
  needsServers: false,
};

/** Its subject is PostgreSQL and NATS: all specs but those that crash servers or play random histories for minutes. */
const messaging = {
  name: 'messaging',
  sources: ['packages/messaging/src/**/*.ts'],
  tests: ['<rootDir>/packages/messaging/src/**/*.{spec,int-spec}.ts', '!**/{model,upgrade,log-went-back}.int-spec.ts'],
  needsServers: true,
};

/** What mutants are made of, and the specs that have to kill them. */
export const areas = [...readdirSync(join(root, 'subgraphs')).sort().map(subgraph), messaging, workers];

/** Throws for a name that is not one of an area. */
export const areaNamed = (name) => {
  const area = areas.find((each) => each.name === name);
  if (area === undefined) throw new Error(`Name an area: ${areas.map((each) => each.name).join(', ')}.`);
  return area;
};
