import type { VerifiedActor } from '@oms/auth';
import { graphqlSync } from 'graphql';
import { subgraphSchema } from './subgraph-schema';

const LINK = 'https://specs.apollo.dev/federation/v2.9';
const imports = (...names: readonly string[]): string =>
  `extend schema @link(url: "${LINK}", import: [${names.join(', ')}])`;

const holding = (...scopes: readonly string[]): VerifiedActor => ({
  id: 'olga',
  scopes: new Set(scopes),
  expiresAt: 4_000_000_000_000,
  token: 'a.b.c',
});

describe('the access that an SDL demands', () => {
  const codesOf = (typeDefs: string, actor: VerifiedActor | undefined, source = '{ secret }'): readonly unknown[] => {
    const item = { __typename: 'Vault', secret: 'gold' };
    const resolvers = { Query: { secret: () => 'gold', item: () => item } };
    const schema = subgraphSchema({ typeDefs, resolvers });
    const { errors = [] } = graphqlSync({ schema, source, contextValue: { actor } });
    return errors.map(({ extensions }) => extensions['code']);
  };

  it('is none for a field without directives, whose resolver stays as it is', () => {
    const secret = (): string => 'gold';
    const schema = subgraphSchema({ typeDefs: 'type Query { secret: String }', resolvers: { Query: { secret } } });
    expect(schema.getQueryType()?.getFields()['secret']?.resolve).toBe(secret);
  });

  it('is known under the name that the schema imports it by', () => {
    const typeDefs = `
      ${imports('{ name: "@authenticated", as: "@loggedIn" }')}
      type Query { secret: String @loggedIn }`;
    expect(codesOf(typeDefs, undefined)).toEqual(['UNAUTHENTICATED']);
    expect(codesOf(typeDefs, holding())).toEqual([]);
  });

  it('is known under its full name when it is not imported', () => {
    const typeDefs = `
      ${imports()}
      type Query { secret: String @federation__requiresScopes(scopes: [["vault:open"]]) }`;
    expect(codesOf(typeDefs, holding())).toEqual(['FORBIDDEN']);
    expect(codesOf(typeDefs, holding('vault:open'))).toEqual([]);
  });

  it('adds up when a field has both directives', () => {
    const typeDefs = `
      ${imports('"@authenticated"', '"@requiresScopes"')}
      type Query { secret: String @authenticated @requiresScopes(scopes: [["vault:open"]]) }`;
    expect(codesOf(typeDefs, undefined)).toEqual(['UNAUTHENTICATED']);
    expect(codesOf(typeDefs, holding())).toEqual(['FORBIDDEN']);
    expect(codesOf(typeDefs, holding('vault:open'))).toEqual([]);
  });

  it('holds for an object that is read through its interface', () => {
    const typeDefs = `
      ${imports('"@requiresScopes"')}
      type Query { item: Locked }
      interface Locked { secret: String }
      type Vault implements Locked { secret: String @requiresScopes(scopes: [["vault:open"]]) }`;
    expect(codesOf(typeDefs, holding(), '{ item { secret } }')).toEqual(['FORBIDDEN']);
    expect(codesOf(typeDefs, holding('vault:open'), '{ item { secret } }')).toEqual([]);
  });

  it('must not be one that is not enforced', () => {
    const typeDefs = `
      ${imports('"@policy"')}
      type Query { secret: String @policy(policies: [["open"]]) }`;
    expect(() => subgraphSchema({ typeDefs, resolvers: {} })).toThrow('use @requiresScopes');
  });
});
