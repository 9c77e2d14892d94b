import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const repository = join(__dirname, '..', '..', '..');

export interface SubgraphSource {
  readonly name: string;
  readonly folder: string;
  readonly sdl: string;
}

/** Every folder of `subgraphs/` that has a schema, by name. */
export const subgraphs = (): readonly SubgraphSource[] =>
  readdirSync(join(repository, 'subgraphs'))
    .sort()
    .map((name) => ({ name, folder: join(repository, 'subgraphs', name) }))
    .filter(({ folder }) => existsSync(join(folder, 'schema.graphql')))
    .map(({ name, folder }) => ({ name, folder, sdl: readFileSync(join(folder, 'schema.graphql'), 'utf8') }));
