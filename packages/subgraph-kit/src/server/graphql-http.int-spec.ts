import { request as httpRequest } from 'node:http';
import { graphqlRequest, type GraphqlRequest } from '../testing/graphql-request';
import { library, type Library } from '../testing/library';

const ENTITIES = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Book { title borrower } } }';
const MEGABYTE = 1_024 * 1_024;

describe('a subgraph over HTTP', () => {
  let books: Library;

  beforeAll(async () => {
    books = library();
    await books.start();
  });

  afterAll(async () => {
    await books.stop();
  });

  const ask = (request: GraphqlRequest | string) =>
    graphqlRequest(books.url(), typeof request === 'string' ? { query: request } : request);

  const codes = async (request: GraphqlRequest | string): Promise<unknown[]> =>
    ((await ask(request)).errors ?? []).map(({ extensions }) => extensions?.['code']);

  const post = (body: string, headers: Readonly<Record<string, string>>) =>
    fetch(books.url(), { method: 'POST', headers, body });

  describe('lets an actor', () => {
    it('read what is public without a token', async () => {
      expect(await ask('{ book(id: "tea") { title } }')).toMatchObject({
        status: 200,
        data: { book: { title: 'The Book of Tea' } },
      });
    });

    it('read what needs an actor with a token of no scopes', async () => {
      expect(await ask({ query: '{ loans { book { title } } }', as: 'reader' })).toMatchObject({
        data: { loans: [{ book: { title: 'The Book of Tea' } }] },
      });
    });

    it.each(['lender', 'admin'])('do what either alternative of scopes allows: %s', async (as) => {
      const query = 'mutation { lend(input: { id: "tea" }) { id } }';
      expect(await ask({ query, as })).toMatchObject({ data: { lend: { id: 'tea' } } });
    });

    it('read a scoped field of an entity that the gateway asks for', async () => {
      const variables = { r: [{ __typename: 'Book', id: 'tea' }] };
      expect(await ask({ query: ENTITIES, variables, as: 'lender' })).toMatchObject({
        data: { _entities: [{ borrower: 'ada' }] },
      });
    });
  });

  describe('refuses', () => {
    it('what needs an actor without one, and answers the rest', async () => {
      const answer = await ask('{ loans { book { id } } book(id: "tea") { id } }');
      expect(answer.data).toEqual({ loans: null, book: { id: 'tea' } });
      expect(answer.errors).toMatchObject([{ path: ['loans'], extensions: { code: 'UNAUTHENTICATED' } }]);
    });

    it('a mutation to an actor without its scopes', async () => {
      const query = 'mutation { lend(input: { id: "tea" }) { id } }';
      expect(await codes({ query, as: 'reader' })).toEqual(['FORBIDDEN']);
    });

    it('a mutation to an anonymous client', async () => {
      expect(await codes('mutation { lend(input: { id: "tea" }) { id } }')).toEqual(['UNAUTHENTICATED']);
    });

    it('a scoped field below a public one', async () => {
      const answer = await ask({ query: '{ book(id: "tea") { title borrower } }', as: 'reader' });
      expect(answer.data).toEqual({ book: { title: 'The Book of Tea', borrower: null } });
      expect(answer.errors).toMatchObject([{ path: ['book', 'borrower'], extensions: { code: 'FORBIDDEN' } }]);
    });

    it('a scoped field of an entity', async () => {
      const answer = await ask({
        query: ENTITIES,
        variables: { r: [{ __typename: 'Book', id: 'tea' }] },
        as: 'reader',
      });
      expect(answer.data).toEqual({ _entities: [{ title: 'The Book of Tea', borrower: null }] });
      expect(answer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    });

    it('a field whose type demands scopes', async () => {
      expect((await ask({ query: '{ ledger { entries } }', as: 'lender' })).errors).toMatchObject([
        { path: ['ledger'], extensions: { code: 'FORBIDDEN' } },
      ]);
    });

    it('a token that does not count, even for what is public', async () => {
      const answer = await ask({ query: '{ book(id: "tea") { id } }', as: 'mallory' });
      expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
      expect(answer.data).toBeUndefined();
    });

    it.each([
      ['NUL', 'te\u0000a'],
      ['a bell', 'te\u0007a'],
      ['a line break', 'te\na'],
      ['a delete', 'te\u007fa'],
      ['reversed text', 'te\u202ea'],
      ['more text than anybody needs', 'a'.repeat(10_001)],
    ])('%s in a variable, in a literal and in an entity key', async (_kind, id) => {
      const query = 'query ($id: ID!) { book(id: $id) { id } }';
      const field = { extensions: { code: 'BAD_USER_INPUT', field: 'id' } };
      expect((await ask({ query, variables: { id } })).errors).toMatchObject([field]);
      expect((await ask(`{ book(id: ${JSON.stringify(id)}) { id } }`)).errors).toMatchObject([field]);
      const variables = { r: [{ __typename: 'Book', id }] };
      expect((await ask({ query: ENTITIES, variables })).errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT', field: 'representations.0.id' } },
      ]);
    });

    it('a lone surrogate', async () => {
      const query = 'query ($id: ID!) { book(id: $id) { id } }';
      expect((await ask({ query, variables: { id: 'te\ud800a' } })).errors).toMatchObject([
        { message: 'id: must be well-formed Unicode.', extensions: { code: 'BAD_USER_INPUT', field: 'id' } },
      ]);
    });

    it('control characters however deep they are, by the path of the field', async () => {
      const query = 'query ($filter: BookFilter) { search(filter: $filter) { id } }';
      const variables = { filter: { and: { and: { titles: ['fine', 'not\u0000fine'] } } } };
      expect((await ask({ query, variables })).errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT', field: 'filter.and.and.titles.1' } },
      ]);
    });

    it.each(['a\u0000', 'a\nb', 'a\tb'])('control characters in the input of a mutation: %j', async (note) => {
      const query = 'mutation ($input: LendInput!) { lend(input: $input) { id } }';
      const variables = { input: { id: 'tea', note } };
      expect((await ask({ query, variables, as: 'admin' })).errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT', field: 'input.note' } },
      ]);
    });

    it.each(['first: 0', 'first: -1', 'first: 101', 'first: 1000000'])('a page of %s', async (page) => {
      expect((await ask(`{ books(${page}) { id } }`)).errors).toMatchObject([
        { message: 'first: must be from 1 to 100.', extensions: { code: 'BAD_USER_INPUT', field: 'first' } },
      ]);
    });

    it.each(['first: 1.5', 'first: 2147483648', 'first: "1"'])('a page of %s, by its type', async (page) => {
      expect((await ask(`{ books(${page}) { id } }`)).status).toBe(400);
    });

    it.each(['<script>', '../../etc/passwd', ' ', 'x'.repeat(2_000)])('the forged cursor %j', async (after) => {
      const query = 'query ($after: String) { books(after: $after) { id } }';
      expect((await ask({ query, variables: { after } })).errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT', field: 'after' } },
      ]);
    });

    it('a cursor that the store cannot decode', async () => {
      expect((await ask('{ lostCursor }')).errors).toMatchObject([
        { path: ['lostCursor'], extensions: { code: 'BAD_USER_INPUT', field: 'after' } },
      ]);
    });

    it.each(['yesterday', '2026-02-30T00:00:00Z', '2026-01-01', '2026-01-01T00:00:00', ''])(
      'the instant %j',
      async (at) => {
        const query = 'query ($at: DateTime!) { publishedSince(at: $at) { id } }';
        expect(await codes({ query, variables: { at } })).toEqual(['BAD_USER_INPUT']);
      },
    );

    it('a field that does not exist, without a hint at those that do', async () => {
      const answer = await ask('{ boks { id } }');
      expect(answer).toMatchObject({ status: 400, errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
      expect(answer.text).not.toContain('Did you mean');
    });

    it('input fields that the schema does not have', async () => {
      const query = 'mutation ($input: LendInput!) { lend(input: $input) { id } }';
      const answer = await ask({ query, variables: { input: { id: 'tea', total: '0.00' } }, as: 'admin' });
      expect(answer).toMatchObject({ status: 400, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
      expect(answer.errors?.[0]?.message).toContain('"total"');
    });

    it('introspection', async () => {
      expect((await ask('{ __schema { types { name } } }')).errors).toMatchObject([
        { extensions: { validationErrorCode: 'INTROSPECTION_DISABLED' } },
      ]);
    });

    it('a document of more tokens than the gateway ever sends', async () => {
      expect(await codes(`{ ${'whoAmI '.repeat(10_001)} }`)).toEqual(['GRAPHQL_PARSE_FAILED']);
    });

    it('several operations in one request', async () => {
      const body = JSON.stringify([{ query: '{ whoAmI }' }, { query: '{ whoAmI }' }]);
      expect((await post(body, { 'content-type': 'application/json' })).status).toBe(400);
    });

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
      'a body that any web page could send: %s',
      async (type) => {
        const response = await post(JSON.stringify({ query: '{ whoAmI }' }), { 'content-type': type });
        expect([400, 415]).toContain(response.status);
      },
    );

    it('GET, for queries and mutations alike', async () => {
      const response = await fetch(`${books.url()}?query=${encodeURIComponent('{whoAmI}')}`);
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    });

    it('a body of 10 MB', async () => {
      const body = JSON.stringify({ query: '{ whoAmI }', variables: { x: 'x'.repeat(10 * MEGABYTE) } });
      const { hostname, port } = new URL(books.url());
      // Without waiting for an answer before sending, as a hostile client would.
      const status = await new Promise((resolve) => {
        const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
        const request = httpRequest({ hostname, port, path: '/graphql', method: 'POST', headers }, (response) => {
          resolve(response.statusCode);
          request.destroy();
        });
        request.on('error', () => undefined);
        request.write(body);
      });
      expect(status).toBe(413);
    });

    it.each([
      ['cut off', '{"query":'],
      ['a prototype', '{"query":"{whoAmI}","__proto__":{"polluted":true}}'],
      ['trailing text', '{"query":"{whoAmI}"} x'],
      ['no number', '{"query":"{whoAmI}","variables":{"x":NaN}}'],
      ['no document', '{}'],
      ['a number for a document', '{"query":1}'],
    ])('JSON with %s', async (_kind, body) => {
      const response = await post(body, { 'content-type': 'application/json' });
      expect(response.status).toBe(400);
      expect(await response.text()).not.toMatch(/stack|node_modules/);
    });
  });
});
