const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: [
  "@key", "@external", "@requires", "@shareable", "@provides", "@interfaceObject", "@inaccessible"
])`;

interface Subgraph {
  readonly typeDefs: string;
  readonly resolvers: Record<string, unknown>;
}

export interface Reference {
  readonly id: string;
}

const numberOf = ({ id }: Reference): number => Number(id.replaceAll(/\D/g, ''));
const fail = (what: string): never => {
  throw new Error(`No ${what} today`);
};

const titles = ['b1', 'f2', 'b3', 'f4', 'b5'].map((id) => ({
  __typename: id.startsWith('b') ? 'Book' : 'Film',
  id,
}));
export const titleOf = (id: string) => titles.find((title) => title.id === id) ?? null;

const catalogue: Subgraph = {
  typeDefs: `${federation}
    type Query { titles(first: Int = 3): [Title] title(id: ID!): Title shelves: [[Book!]!] newest: Item mode: Mode }
    enum Mode { OPEN CLOSED SECRET @inaccessible }
    interface Title @key(fields: "id") { id: ID! name: String year: Int! }
    type Book implements Title @key(fields: "id") { id: ID! name: String year: Int! pages: Int author: Person size: Size }
    type Film implements Title @key(fields: "id") { id: ID! name: String year: Int! minutes: Float cast: [Person!] }
    type Size @shareable { width: Int height: Int }
    union Item = Book | Film
    type Person @key(fields: "id", resolvable: false) { id: ID! }`,
  resolvers: {
    Query: {
      titles: (_: unknown, { first }: { first: number }) => [...titles.slice(0, first), null],
      title: (_: unknown, { id }: Reference) => titleOf(id),
      shelves: () => [[titles[0], titles[2]], [], [titles[4]]],
      newest: () => titles[3],
      mode: () => 'SECRET',
    },
    Title: {
      __resolveType: ({ __typename }: { __typename: string }) => __typename,
      __resolveReference: ({ id }: Reference) => titleOf(id),
    },
    Item: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
    Book: {
      __resolveReference: ({ id }: Reference) => titleOf(id),
      name: ({ id }: Reference) => (id === 'b3' ? null : `Book ${id}`),
      year: numberOf,
      pages: (book: Reference) => (numberOf(book) === 5 ? fail('pages') : numberOf(book) * 100),
      author: (book: Reference) => ({ id: `p${(numberOf(book) % 3).toString()}` }),
      size: (book: Reference) => ({ width: numberOf(book), height: 0 }),
    },
    Film: {
      __resolveReference: ({ id }: Reference) => titleOf(id),
      name: ({ id }: Reference) => `Film ${id}`,
      year: numberOf,
      minutes: () => 90.5,
      cast: ({ id }: Reference) => (id === 'f4' ? [{ id: 'p1' }, { id: 'p7' }] : null),
    },
  },
};

const lending: Subgraph = {
  typeDefs: `${federation}
    type Query { loans: [Loan!]! busiest: Title }
    type Title @key(fields: "id") @interfaceObject { id: ID! loans: [Loan!] due: Int }
    type Loan @key(fields: "id") { id: ID! title: Title! borrower: Person @provides(fields: "born") days: Int! }
    type Person @key(fields: "id") { id: ID! born: Int @external loans(long: Boolean): [Loan!] }`,
  resolvers: {
    Query: { loans: () => [{ id: 'l1' }, { id: 'l2' }], busiest: () => ({ id: 'b1' }) },
    Title: {
      __resolveReference: (title: Reference) => title,
      loans: (title: Reference) => (numberOf(title) > 3 ? null : [{ id: `l${numberOf(title).toString()}` }]),
      due: (title: Reference) => (numberOf(title) === 2 ? fail('due date') : 0),
    },
    Loan: {
      __resolveReference: (loan: unknown) => loan,
      title: (loan: Reference) => ({ id: titles[numberOf(loan)]?.id }),
      borrower: (loan: Reference) => ({ id: `p${(numberOf(loan) % 3).toString()}`, born: 1900 + (numberOf(loan) % 3) }),
      days: numberOf,
    },
    Person: {
      __resolveReference: (person: unknown) => person,
      loans: (person: Reference, { long }: { long?: boolean }) =>
        long ? [] : [{ id: `l${numberOf(person).toString()}` }],
    },
  },
};

const fines: Subgraph = {
  typeDefs: `${federation}
    type Book @key(fields: "id") { id: ID! pages: Int @external size: Size @external fine: Int @requires(fields: "pages size { width }") }
    type Size @shareable { width: Int height: Int }`,
  resolvers: {
    Book: {
      __resolveReference: (book: unknown) => book,
      fine: ({ pages, size }: { pages: number | null; size: { width: number } }) => (pages ?? 0) + size.width,
    },
  },
};

const people: Subgraph = {
  typeDefs: `${federation}
    type Query { person(id: ID!): Person everyone: [Person] }
    type Person @key(fields: "id") { id: ID! name: String! born: Int @shareable friends: [Person!] nickname: String }`,
  resolvers: {
    Query: {
      person: (_: unknown, { id }: Reference) => (id === 'p9' ? null : { id }),
      everyone: () => [{ id: 'p0' }, null, { id: 'p2' }],
    },
    Person: {
      __resolveReference: ({ id }: Reference) => (id === 'p7' ? null : { id }),
      name: (person: Reference) => (numberOf(person) === 0 ? fail('name') : `Person ${person.id}`),
      born: (person: Reference) => 1900 + numberOf(person),
      friends: (person: Reference) => (numberOf(person) > 2 ? [] : [{ id: `p${(numberOf(person) + 1).toString()}` }]),
      nickname: () => '',
    },
  },
};

/** Subgraphs with entities, interfaces, an interface object, a union, lists of lists, requirements, nulls and errors. */
export const library: Readonly<Record<string, Subgraph>> = { catalogue, lending, fines, people };
