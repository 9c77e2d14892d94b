import { buildSchema, OperationTypeNode, parse } from 'graphql';
import type { QueryPlan } from '@apollo/query-planner';
import { executableOf, type Executable } from './executable';

const sdl = /* GraphQL */ `
  type Query {
    library: Library
    item(id: ID): Item
    node: Node
  }
  type Library {
    id: ID!
    name: String
    founded: Int
    rating: Float
    open: Boolean
    genre: Genre
    opaque: Opaque
    shelves: [Shelf!]
    grid: [[Int]!]
    owner: Person!
  }
  type Shelf {
    label: String!
    width: Int
  }
  type Person {
    name: String!
  }
  enum Genre {
    CRIME
  }
  scalar Opaque
  interface Node {
    id: ID!
  }
  type Book implements Node {
    id: ID!
    pages: Int
  }
  type Film implements Node {
    id: ID!
    minutes: Int
  }
  union Item = Book | Film
`;
const schema = buildSchema(sdl);
/** With what clients do not see. */
const supergraphSchema = buildSchema(`${sdl.replace('CRIME', 'CRIME BANNED')} type Draft implements Node { id: ID! }`);

/** `planned`: what the plan fetches; all of it by default. */
const executableFor = (query: string, planned = query, apiSchema = schema): Executable => {
  const plan: QueryPlan = {
    kind: 'QueryPlan',
    node: {
      kind: 'Fetch',
      serviceName: 'all',
      operation: planned,
      operationName: undefined,
      operationKind: OperationTypeNode.QUERY,
    },
  };
  const supergraph = { apiSchema, supergraphSchema };
  return executableOf({ document: parse(query), name: undefined, plan, refusals: [], supergraph });
};

const completed = (query: string, fetched: Record<string, unknown>, variables: Record<string, unknown> = {}) => {
  const executable = executableFor(query);
  const { data, errors } = executable.complete(fetched, variables, executable.conditions(variables));
  return { data, errors: errors.map(({ message, path }) => `${path?.join('.') ?? ''}: ${message}`) };
};

describe('the completion of an answer', () => {
  it('gives what was selected, in the order and under the names of the client', () => {
    const { data, errors } = completed('{ library { title: name id } }', {
      library: { __typename: 'Library', id: '1', title: 'Main', secret: true },
      other: 1,
    });
    expect(JSON.stringify(data)).toBe('{"library":{"title":"Main","id":"1"}}');
    expect(errors).toEqual([]);
  });

  it('joins what is selected of one field in several places', () => {
    const fetched = { library: { id: '1', shelves: [{ label: 'A', width: 2 }] } };
    const query =
      '{ library { shelves { label } } ...More } fragment More on Query { library { id shelves { width } } }';
    expect(completed(query, fetched).data).toEqual({ library: { shelves: [{ label: 'A', width: 2 }], id: '1' } });
  });

  it('selects by the type of each object', () => {
    const query = '{ item { __typename ... on Node { id } ... on Film { minutes } ... on Book { pages } } }';
    expect(completed(query, { item: { __typename: 'Film', id: 'f', minutes: 90, pages: 3 } }).data).toEqual({
      item: { __typename: 'Film', id: 'f', minutes: 90 },
    });
    expect(completed(query, { item: { __typename: 'Book', id: 'b', pages: 3 } }).data).toEqual({
      item: { __typename: 'Book', id: 'b', pages: 3 },
    });
  });

  it('gives each type its name, under any alias', () => {
    expect(completed('{ __typename library { kind: __typename } }', { library: {} }).data).toEqual({
      __typename: 'Query',
      library: { kind: 'Library' },
    });
  });

  it('leaves out what is skipped, by the variables of each request', () => {
    const query =
      'query($brief: Boolean = true) { library { id name @skip(if: $brief) ... @include(if: $brief) { open } } }';
    const fetched = { library: { id: '1', name: 'Main', open: true } };
    const executable = executableFor(query);
    const complete = (variables: Record<string, unknown>) =>
      executable.complete(fetched, variables, executable.conditions(variables)).data;
    expect(complete({})).toEqual({ library: { id: '1', open: true } });
    expect(complete({ brief: false })).toEqual({ library: { id: '1', name: 'Main' } });
    expect(complete({ brief: true })).toEqual({ library: { id: '1', open: true } });
  });

  it('has null for what was not fetched', () => {
    expect(completed('{ library { name shelves { label } } item { __typename } }', { library: {} })).toEqual({
      data: { library: { name: null, shelves: null }, item: null },
      errors: [],
    });
  });

  it.each([
    ['library.owner.name', { owner: {} }],
    ['library.owner', {}],
  ])('makes null what %s belongs to, where it is missing and must not be', (path, library) => {
    const { data, errors } = completed('{ library { owner { name } id } }', { library: { id: '1', ...library } });
    expect(data).toEqual({ library: null });
    expect(errors).toEqual([expect.stringMatching(new RegExp(`^${path}: Cannot return null for non-nullable field`))]);
  });

  it('makes a list null when one of its elements must not be', () => {
    expect(completed('{ library { shelves { label } } }', { library: { shelves: [{ label: 'A' }, {}] } })).toEqual({
      data: { library: { shelves: null } },
      errors: ['library.shelves.1.label: Cannot return null for non-nullable field Shelf.label.'],
    });
  });

  it('makes all of it null where the root itself must have what is missing', () => {
    const strict = buildSchema('type Query { must: Int! }');
    const executable = executableFor('{ must }', '{ must }', strict);
    expect(executable.complete({}, {}, executable.conditions({}))).toMatchObject({ data: null });
  });

  it('reads lists in lists', () => {
    const library = { grid: [[1, null], [2]] };
    expect(completed('{ library { grid } }', { library })).toEqual({ data: { library }, errors: [] });
    expect(completed('{ library { grid } }', { library: { grid: [[1], 'x'] } }).errors).toEqual([
      'library.grid.1: There is no list.',
    ]);
  });

  it.each([
    ['founded', 1.5],
    ['founded', '1999'],
    ['rating', '1.5'],
    ['open', 'yes'],
    ['name', 7],
    ['genre', 'POETRY'],
    ['id', 1.5],
    ['shelves', {}],
  ])('has an error for a %s that is %j', (field, value) => {
    const selection = field === 'shelves' ? 'shelves { label }' : field;
    const { errors } = completed(`{ library { ${selection} } }`, { library: { [field]: value } });
    expect(errors).toEqual([expect.stringContaining(`library.${field}: `)]);
  });

  it('takes what each type allows', () => {
    const library = { id: '1', name: '', founded: 0, rating: 4, open: false, genre: 'CRIME', opaque: { any: [1] } };
    expect(completed('{ library { id name founded rating open genre opaque } }', { library })).toEqual({
      data: { library },
      errors: [],
    });
  });

  it('writes identifiers as strings', () => {
    expect(completed('{ library { id } }', { library: { id: 7 } }).data).toEqual({ library: { id: '7' } });
  });

  it.each([
    ['a type that does not exist', { __typename: 'Leaflet', id: '1' }],
    ['something that is no object', 'text'],
  ])('has an error for %s', (_, node) => {
    expect(completed('{ node { id } }', { node })).toEqual({
      data: { node: null },
      errors: ['node: There is no object of type Node.'],
    });
  });

  it('has null, and no error, for what is hidden from clients', () => {
    const fetched = { node: { __typename: 'Draft', id: '1' }, library: { genre: 'BANNED' } };
    expect(completed('{ node { id } library { genre } }', fetched)).toEqual({
      data: { node: null, library: { genre: null } },
      errors: [],
    });
  });

  it('has an error, and not only null, where the plan fetches nothing for a type of object in its place', () => {
    const query = '{ item { ... on Book { pages } ... on Film { id minutes } } }';
    const executable = executableFor(query, '{ item { __typename ... on Book { pages } ... on Node { id } } }');
    const complete = (item: Record<string, unknown>) => executable.complete({ item }, {}, executable.conditions({}));
    expect(complete({ __typename: 'Book' })).toEqual({ data: { item: { pages: null } }, errors: [] });
    expect(complete({ __typename: 'Film', id: 'f' })).toMatchObject({
      data: { item: { id: 'f', minutes: null } },
      errors: [{ path: ['item', 'minutes'], extensions: { code: 'FIELD_UNANSWERABLE' } }],
    });
  });

  it('has an error where no subgraph has the type of an object whose type is selected', () => {
    const { data, errors } = completed('{ node { __typename id } }', { node: { __typename: 'Node', id: '1' } });
    expect(data).toEqual({ node: null });
    expect(errors).toEqual([expect.stringContaining('of which type this Node is')]);
  });

  it('treats names that every object has like any other', () => {
    const { data } = completed('{ library { constructor: name __proto__: name toString: id } }', {
      library: JSON.parse('{ "__proto__": "Main", "toString": "1" }') as unknown,
    });
    expect(JSON.stringify(data)).toBe('{"library":{"constructor":null,"__proto__":"Main","toString":"1"}}');
  });

  it('answers introspection, with the arguments of the request', () => {
    const query =
      'query($name: String!) { __type(name: $name) { ...Kind } library { id } } fragment Kind on __Type { kind }';
    expect(completed(query, { library: { id: '1' } }, { name: 'Genre' }).data).toEqual({
      __type: { kind: 'ENUM' },
      library: { id: '1' },
    });
  });
});
