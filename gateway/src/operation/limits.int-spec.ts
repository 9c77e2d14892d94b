import { createHash } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getIntrospectionQuery } from 'graphql';
import { productSubgraphs, stopSubgraphs } from '../testing/product-subgraphs';
import { testGateway, type Asked, type TestGateway } from '../testing/test-gateway';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ');

describe('an operation', () => {
  let parts: Awaited<ReturnType<typeof productSubgraphs>>;
  let gateway: TestGateway | undefined;

  beforeAll(async () => {
    parts = await productSubgraphs();
  });

  afterEach(async () => {
    await gateway?.stop();
    gateway = undefined;
  });

  afterAll(async () => {
    await stopSubgraphs(parts);
  });

  const start = async (env: Record<string, string> = {}): Promise<TestGateway> =>
    (gateway = await testGateway(Object.values(parts), env));

  const outcome = async (query: string | undefined, asked: Asked = {}): Promise<unknown> => {
    const answer = await gateway?.ask(query, asked);
    return answer?.result.errors?.[0]?.extensions['code'] ?? answer?.result.data;
  };

  it('may have as many aliases as the limit', async () => {
    await start();
    const fields = Array.from({ length: 50 }, (_, n) => [`a${n.toString()}`, 'a']);
    const query = `{ product(upc: "a") { ${fields.map(([alias]) => `${alias ?? ''}: upc`).join(' ')} } }`;
    expect(await outcome(query)).toEqual({ product: Object.fromEntries(fields) as unknown });
  });

  it('that is not valid is refused with five errors, and a sixth that there are more', async () => {
    await start();
    const { result } = (await gateway?.ask('{ a b c d e f g h }')) ?? {};
    expect(result?.errors).toHaveLength(6);
    expect(result?.errors?.at(-1)?.message).toMatch(/^Too many validation errors/);
  });

  it.each([
    ['too deep', `{ product(upc: "a") ${'{ related '.repeat(12)} { upc } ${'}'.repeat(12)} }`, 'DEPTH_LIMIT'],
    [
      'too deep through fragments',
      `{ product(upc: "a") { ...a } } ${times(12, (n) => `fragment ${'abcdefghijklm'.charAt(n)} on Product { related { ...${'abcdefghijklm'.charAt(n + 1)} } }`)} fragment m on Product { upc }`,
      'DEPTH_LIMIT',
    ],
    ['full of aliases', `{ ${times(101, (n) => `a${n.toString()}: __typename`)} }`, 'ALIAS_LIMIT'],
    ['of one alias too many', `{ product(upc: "a") { ${times(51, (n) => `a${n.toString()}: upc`)} } }`, 'ALIAS_LIMIT'],
    ['full of directives', `{ ${times(31, (n) => `a${n.toString()}: views @include(if: true)`)} }`, 'DIRECTIVE_LIMIT'],
    ['wide at its root', `{ ${times(21, () => 'views')} }`, 'ROOT_FIELD_LIMIT'],
    ['of too many tokens', `{ ${times(1_001, () => 'views')} }`, 'GRAPHQL_PARSE_FAILED'],
    ['dear', `{ ${times(10, (n) => `a${n.toString()}: products(first: 200) { related { upc } }`)} }`, 'COST_LIMIT'],
    ['for a list that is too long', '{ products(first: 1000000) { upc } }', 'BAD_USER_INPUT'],
    [
      'circular',
      '{ product(upc: "a") { ...a } } fragment a on Product { ...b } fragment b on Product { ...a }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'deep into the schema',
      `{ __schema { types ${'{ fields { type '.repeat(5)} { name } ${'} }'.repeat(5)} } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('is refused when it is %s', async (_, query, code) => {
    await start();
    const fetched = parts.products.received.length;
    expect(await outcome(query)).toBe(code);
    expect(parts.products.received).toHaveLength(fetched);
  });

  it('is refused in no time when its fragments stand for a million fields', async () => {
    await start({ DEPTH_MAX: '100' });
    const bomb = times(
      20,
      (n) => `fragment f${n.toString()} on Product { ...f${(n + 1).toString()} related { ...f${(n + 1).toString()} } }`,
    );
    expect(await outcome(`{ product(upc: "a") { ...f0 } } ${bomb} fragment f20 on Product { upc }`)).toBe(
      'FIELD_LIMIT',
    );
  });

  it('is measured by its variables too', async () => {
    await start({ COST_MAX: '100' });
    const query = 'query ($first: Int) { products(first: $first) { related { upc } } }';
    expect(await outcome(query, { variables: { first: 1 } })).toEqual({ products: [{ related: [{ upc: 'a' }] }] });
    expect(await outcome(query, { variables: { first: 100 } })).toBe('COST_LIMIT');
  });

  it('is refused with five errors and no more', async () => {
    await start();
    const { result } = (await gateway?.ask(`{ ${times(40, (n) => `no${n.toString()}`)} }`)) ?? {};
    expect(result?.errors?.length).toBeLessThanOrEqual(6);
  });

  it('may ask for the schema where that is on', async () => {
    await start();
    expect(await outcome(getIntrospectionQuery())).toHaveProperty('__schema');
  });

  it('shows nothing of the schema where introspection is off', async () => {
    await start({ INTROSPECTION: 'off' });
    expect(await outcome(getIntrospectionQuery())).toBe('INTROSPECTION_DISABLED');
    expect(await outcome('{ ...on Query { __type(name: "Product") { name } } }')).toBe('INTROSPECTION_DISABLED');
    const { text } = (await gateway?.ask('{ product(upc: "a") { nam } }')) ?? { text: '' };
    expect(text).not.toMatch(/did you mean|Product|nam/i);
  });

  it('shows nothing of input types where introspection is off', async () => {
    await start({ INTROSPECTION: 'off' });
    const query = 'query ($first: Int) { products(first: $first) { upc } }';
    const { result } = (await gateway?.ask(query, { variables: { first: { some: 'thing' } } })) ?? {};
    expect(result?.errors?.map(({ message }) => message)).toEqual(['Variable "$first" does not fit its type.']);
  });

  it('has a suggestion where introspection is on', async () => {
    await start();
    const { text } = (await gateway?.ask('{ product(upc: "a") { nam } }')) ?? { text: '' };
    expect(text).toContain('Did you mean');
  });

  it('can be sent by its hash once it is known', async () => {
    await start();
    const query = '{ views }';
    const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(query) } };
    expect(await outcome(undefined, { extensions })).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await outcome(query, { extensions })).toEqual({ views: 0 });
    expect(await outcome(undefined, { extensions })).toEqual({ views: 0 });
  });

  it('cannot be registered under the hash of another', async () => {
    await start();
    const extensions = { persistedQuery: { version: 1, sha256Hash: sha256('{ views }') } };
    const { status } = (await gateway?.ask('mutation { view(upc: "a") { upc } }', { extensions })) ?? {};
    expect(status).toBe(400);
    expect(await outcome(undefined, { extensions })).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  it('runs only from the manifest in safelist mode', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'manifest-')), 'manifest.json');
    const operation = { id: 'views', name: 'Views', type: 'query', body: 'query Views { views }' };
    await writeFile(
      file,
      JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations: [operation] }),
    );
    await start({ SAFELIST: 'on', PERSISTED_OPERATIONS_FILE: file });
    expect(await outcome('{ views }')).toBe('PERSISTED_QUERY_REQUIRED');
    expect(await outcome('query Views { views }')).toEqual({ views: 0 });
    expect(await outcome(undefined, { extensions: { persistedQuery: { version: 1, sha256Hash: 'views' } } })).toEqual({
      views: 0,
    });
  });

  it('is inert with names that JavaScript treats specially', async () => {
    await start();
    const query = 'query ($constructor: Int) { __proto__: products(first: $constructor) { constructor: upc } }';
    const variables = JSON.parse('{"constructor": 1, "__proto__": {"polluted": true}}') as Record<string, unknown>;
    const { result } = (await gateway?.ask(query, { variables })) ?? {};
    expect(Object.keys(result?.data ?? {})).toHaveLength(result?.errors ? 0 : 1);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
