import { InvalidToken, type VerifiedActor, type TokenVerifier } from '@oms/auth';
import { productSubgraphs, stopSubgraphs } from '../testing/product-subgraphs';
import { testGateway, type TestGateway } from '../testing/test-gateway';
import { testSubgraph } from '../testing/test-subgraph';

/** `Bearer` and the actor's scopes. */
const verifier: TokenVerifier = {
  verify: (authorization) => {
    if (authorization === undefined) return Promise.resolve(undefined);
    const [scheme, ...scopes] = authorization.split(' ');
    if (scheme !== 'Bearer') return Promise.reject(new InvalidToken('The token is not valid.'));
    const actor: VerifiedActor = { id: 'ada', scopes: new Set(scopes), expiresAt: 4e12, token: authorization };
    return Promise.resolve(actor);
  },
};

describe('what an actor may see', () => {
  let parts: Awaited<ReturnType<typeof productSubgraphs>>;
  let gateway: TestGateway;

  beforeAll(async () => {
    parts = await productSubgraphs();
    gateway = await testGateway(Object.values(parts), {}, { verifier });
  });

  beforeEach(() => {
    parts.accounts.received.length = 0;
  });

  afterAll(async () => {
    await gateway.stop();
    await stopSubgraphs(parts);
  });

  const as = (authorization: string) => ({ headers: { authorization } });

  it('is refused field by field, before any fetch', async () => {
    const { status, result } = await gateway.ask('{ me { name } }');
    expect(status).toBe(200);
    expect(result).toMatchObject({
      data: { me: null },
      errors: [{ path: ['me'], extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(parts.accounts.received).toHaveLength(0);
  });

  it('is given where the token allows it', async () => {
    const query = '{ me { name salary } }';
    const ada = { name: 'Ada', salary: 100 };
    expect((await gateway.ask(query, as('Bearer payroll:read'))).result).toEqual({ data: { me: ada } });
    expect((await gateway.ask(query, as('Bearer audit admin'))).result).toEqual({ data: { me: ada } });
  });

  it('leaves the rest of the answer as it is', async () => {
    const { result } = await gateway.ask('{ me { name pay: salary } }', as('Bearer admin'));
    expect(result.data).toEqual({ me: { name: 'Ada', pay: null } });
    expect(result.errors).toMatchObject([{ path: ['me', 'pay'], extensions: { code: 'FORBIDDEN' } }]);
    expect(parts.accounts.received.map(({ query }) => query.includes('salary'))).toEqual([false]);
  });

  it('is looked for through fragments and entities', async () => {
    const query = `{ product(upc: "a") { reviews { author { ...pay } } } } fragment pay on User { name ... on User { salary } }`;
    const { result } = await gateway.ask(query, as('Bearer nothing'));
    expect(result.errors?.map(({ path }) => path)).toEqual([['product', 'reviews', 'author', 'salary']]);
    expect(JSON.stringify(result.data)).toContain('"name":"Grace","salary":null');
  });

  it('holds for each actor anew, however often the operation was planned', async () => {
    const query = '{ me { salary } }';
    for (const [authorization, salary] of [
      ['Bearer payroll:read', 100],
      ['Bearer nothing', null],
      ['Bearer payroll:read', 100],
    ] as const)
      expect((await gateway.ask(query, as(authorization))).result.data).toEqual({ me: { salary } });
  });

  it('is nothing at all with a bad token', async () => {
    const { status, result } = await gateway.ask('{ views }', as('Basic eve'));
    expect(status).toBe(401);
    expect(result.errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });

  it('travels on as the token that was checked, without what the client claims about itself', async () => {
    await gateway.ask('{ me { name } }', {
      headers: {
        authorization: 'Bearer x',
        'x-user-id': 'root',
        'x-role': 'admin',
        'x-correlation-id': 'c1',
        'idempotency-key': 'k',
      },
    });
    const [fetched] = parts.accounts.received;
    expect(fetched?.headers).toMatchObject({
      authorization: 'Bearer x',
      'x-correlation-id': 'c1',
      'idempotency-key': 'k',
    });
    expect(fetched?.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
    expect(fetched?.headers).not.toHaveProperty('x-user-id');
    expect(fetched?.headers).not.toHaveProperty('x-role');
  });

  it('gives each mutation of an operation the key of the request, whichever subgraph it belongs to', async () => {
    const lending = (name: string, field: string) =>
      testSubgraph({
        name,
        typeDefs: `type Query { ${field}Ready: Boolean } type Mutation { ${field}(id: ID!): Boolean }`,
        resolvers: { Mutation: { [field]: () => true } },
      });
    const subgraphs = [await lending('desk', 'lend'), await lending('yard', 'ship')];
    const several = await testGateway(subgraphs, {}, { verifier });
    const headers = { authorization: 'Bearer x', 'idempotency-key': 'k' };
    const query = 'mutation { a: lend(id: "1") b: ship(id: "2") c: lend(id: "3") }';
    const { result } = await several.ask(query, { headers });
    expect(result).toEqual({ data: { a: true, b: true, c: true } });
    const received = subgraphs.flatMap((subgraph) => subgraph.received);
    expect(received).toHaveLength(3);
    for (const fetched of received) expect(fetched.headers).toMatchObject({ 'idempotency-key': 'k' });
    await several.stop();
    await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
  });

  it('joins the trace of its client', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await gateway.ask('{ me { name } }', { headers: { authorization: 'Bearer x', traceparent } });
    expect(parts.accounts.received[0]?.headers['traceparent']).toMatch(/^00-a{32}-(?!b{16})[0-9a-f]{16}-01$/);
  });

  it('is decided by the subgraphs alone where tokens are not verified, and all headers are forwarded', async () => {
    const open = await testGateway(Object.values(parts));
    await open.ask('{ product(upc: "a") { upc } }', { headers: { authorization: 'Anything', 'x-tenant': 't1' } });
    expect(parts.products.received.at(-1)?.headers).toMatchObject({ authorization: 'Anything', 'x-tenant': 't1' });
    await open.stop();
  });

  it('is one refusal for a list, also where what belongs to it must not be null', async () => {
    const staff = await testSubgraph({
      name: 'staff',
      typeDefs: `
        type Query { staff: [Person] }
        type Person { name: String  salary: Int! @requiresScopes(scopes: [["payroll:read"]]) }`,
      resolvers: {
        Query: {
          staff: () => [
            { name: 'Ada', salary: 1 },
            { name: 'Grace', salary: 2 },
          ],
        },
      },
    });
    const paying = await testGateway([staff], {}, { verifier });
    const { result } = await paying.ask('{ staff { name salary } }', { headers: { authorization: 'Bearer x' } });
    expect(result.data).toEqual({ staff: [null, null] });
    expect(result.errors?.map(({ path }) => path)).toEqual([['staff', 'salary']]);
    await Promise.all([paying.stop(), staff.stop()]);
  });
});
