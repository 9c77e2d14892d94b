import { readFileSync } from 'node:fs';

/** Reviews, products and deliveries: three independent subgraphs, and one that streams. */
const schemaOf = (name) => readFileSync(new URL(`./schemas/${name}.graphql`, import.meta.url), 'utf8');

const product = (upc) => ({ __typename: 'Product', upc });

const catalogue = { 1: { name: 'Table', price: 900, weight: 40 }, 2: { name: 'Chair', price: 60, weight: 5 } };

export const subgraphs = {
  reviews: ({ events, counts }) => ({
    typeDefs: schemaOf('reviews'),
    resolvers: {
      Query: { reviews: () => [{ id: 'r1', body: 'Solid', product: product('1') }] },
      Mutation: { review: (_, { upc }) => ({ id: 'new', body: 'Fresh', product: product(upc) }) },
      Feedback: { __resolveType: (entry) => entry.__typename },
      Entry: { __resolveType: (entry) => entry.__typename },
      Review: {
        broken: () => {
          throw new Error('the field is broken');
        },
      },
      Subscription: {
        reviewAdded: { subscribe: (_, { upc }) => events(upc ? `review ${upc}` : 'review'), resolve },
        feedbackAdded: { subscribe: () => events('feedback'), resolve },
        entryAdded: { subscribe: () => events('entry'), resolve },
        entriesAdded: { subscribe: () => events('entries'), resolve },
        batchAdded: { subscribe: () => events('batch'), resolve },
        rating: {
          subscribe: (_, { upc }) =>
            withInitialEvent({ upc, stars: 3, product: product(upc) }, events(`rating ${upc}`)),
          resolve,
        },
        countdown: { subscribe: (_, { from }) => series(from, counts), resolve },
        whoAmI: {
          subscribe: (_, _args, { headers }) =>
            withInitialEvent(headers.authorization ?? 'anonymous', events('nothing')),
          resolve,
        },
        secret: { subscribe: () => events('secret'), resolve },
        refused: {
          subscribe: () => {
            throw new Error('not for you');
          },
        },
      },
    },
  }),
  products: () => ({
    typeDefs: schemaOf('products'),
    resolvers: {
      Query: {
        product: (_, { upc }) => ({ upc, ...catalogue[upc] }),
        headline: () => 'Chairs',
        slow: () => new Promise((resolve) => setTimeout(() => resolve(1), 500)),
      },
      Product: { __resolveReference: ({ upc }) => (upc in catalogue ? { upc, ...catalogue[upc] } : null) },
    },
  }),
  deliveries: () => ({
    typeDefs: schemaOf('deliveries'),
    resolvers: {
      Query: { carriers: () => ['post'] },
      Product: {
        __resolveReference: (reference) => reference,
        shipping: ({ price, weight }, { express }) => (price > 500 ? 0 : weight * (express ? 4 : 2)),
      },
    },
  }),
  parcels: ({ steps }) => ({
    typeDefs: schemaOf('parcels'),
    resolvers: {
      Query: { parcels: () => [] },
      Subscription: {
        parcelMoved: { subscribe: (_, { id, after }) => steps(id, after), resolve },
        parcelTracked: { subscribe: (_, { id, since }) => steps(id, since), resolve },
        parcelSeen: { subscribe: (_, { id, after }) => steps(id, after), resolve },
      },
    },
  }),
  news: ({ events }) => ({
    typeDefs: schemaOf('news'),
    resolvers: {
      Query: { headlines: () => [] },
      Subscription: { headline: { subscribe: () => events('headline'), resolve } },
    },
  }),
};

const resolve = (event) => {
  if (event instanceof Error) throw event;
  return event;
};

/** The present state first, then what changes. */
const withInitialEvent = (first, following) => {
  let isSent = false;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: async () => {
      if (isSent) return following.next();
      isSent = true;
      return { done: false, value: first };
    },
    return: () => following.return(),
  };
};

async function* series(from, counts) {
  counts.subscribed += 1;
  for (let i = from; i >= 0; i -= 1) yield i;
}
