import { testGateway } from '../testing/test-gateway';
import { testSubgraph } from '../testing/test-subgraph';

describe('an entity', () => {
  it('is requested by a key that its subgraph resolves, whichever it declares first', async () => {
    const shelves = await testSubgraph({
      name: 'shelves',
      typeDefs: `
        type Query { shelf: Shelf }
        type Shelf { books: [Book!]! }
        type Book @key(fields: "isbn", resolvable: false) @key(fields: "place { row slot }") {
          isbn: ID!
          place: Place!
          title: String @external
          label: String @requires(fields: "title")
        }
        type Place { row: Int! slot: Int! }`,
      resolvers: {
        Query: { shelf: () => ({ books: [{ isbn: 'i', place: { row: 3, slot: 4 } }] }) },
        Book: {
          __resolveReference: (book: { place?: unknown }) => (book.place === undefined ? null : book),
          label: ({ title, place }: { title: string; place: { row: number } }) => `${place.row.toString()} ${title}`,
        },
      },
    });
    const titles = await testSubgraph({
      name: 'titles',
      typeDefs: `type Book @key(fields: "isbn") { isbn: ID! title: String }`,
      resolvers: { Book: { __resolveReference: ({ isbn }: { isbn: string }) => ({ isbn, title: 'Emma' }) } },
    });
    const gateway = await testGateway([shelves, titles]);
    const { result } = await gateway.ask('{ shelf { books { label } } }');
    for (const one of [gateway, shelves, titles]) await one.stop();
    expect(result).toEqual({ data: { shelf: { books: [{ label: '3 Emma' }] } } });
  });
});
