import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers';
import { parse } from 'graphql';
import { generated, modeOf } from './generated-file';
import { subgraphs, type SubgraphSource } from './subgraphs';

/** Federation's own definitions, which a subgraph's SDL imports by `@link` instead of declaring. */
const federation = /* GraphQL */ `
  scalar FederationFieldSet
  scalar FederationScope
  directive @link(url: String!, import: [String]) repeatable on SCHEMA
  directive @composeDirective(name: String!) repeatable on SCHEMA
  directive @key(fields: FederationFieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
  directive @shareable on FIELD_DEFINITION | OBJECT
  directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @requiresScopes(scopes: [[FederationScope!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
`;

/** `export type ProductParent` in `api/mappers.ts` makes it the parent of the resolvers of `Product`. */
const mappersOf = ({ folder }: SubgraphSource): Readonly<Record<string, string>> => {
  const file = join(folder, 'src', 'api', 'mappers.ts');
  if (!existsSync(file)) return {};
  const names = readFileSync(file, 'utf8').matchAll(/^export (?:type|interface) (\w+)Parent\b/gm);
  return Object.fromEntries([...names].map(([, name = '']): [string, string] => [name, `../mappers#${name}Parent`]));
};

const configOf = (subgraph: SubgraphSource): Record<string, unknown> => ({
  contextType: '../context#ApiContext',
  federation: true,
  enumsAsTypes: true,
  immutableTypes: true,
  useTypeImports: true,
  strictScalars: true,
  noSchemaStitching: true,
  optionalResolveType: true,
  inputMaybeValue: 'T | null | undefined',
  scalars: {
    ID: 'string',
    DateTime: 'number',
    Decimal: 'string',
    CurrencyCode: 'string',
    FederationFieldSet: 'string',
    FederationScope: 'string',
  },
  mappers: mappersOf(subgraph),
});

const typesOf = async (subgraph: SubgraphSource): Promise<string> => {
  const body = await codegen({
    documents: [],
    filename: 'schema-types.ts',
    schema: parse(`${federation}\n${subgraph.sdl}`),
    config: configOf(subgraph),
    plugins: [{ typescript: {} }, { typescriptResolvers: {} }],
    pluginMap: { typescript, typescriptResolvers },
  });
  return `// Generated from schema.graphql by npm run generate.\n${body.trim()}\n`;
};

const main = async (): Promise<void> => {
  for (const subgraph of subgraphs()) {
    const file = join(subgraph.folder, 'src', 'api', 'generated', 'schema-types.ts');
    generated(file, await typesOf(subgraph), modeOf(process.argv));
  }
};

void main();
