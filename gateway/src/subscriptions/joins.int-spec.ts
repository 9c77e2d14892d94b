import { eventually } from '@oms/testing';
import type { Received } from './testing/clients';
import { openSubscriptionFixture, type SubscriptionFixture } from './testing/subscription-fixture';

describe('an event of one subgraph', () => {
  let fixture: SubscriptionFixture;

  beforeAll(async () => {
    fixture = await openSubscriptionFixture({ env: { ERROR_MASKING: 'off' }, also: ['deliveries'] });
  });

  afterAll(() => fixture.close());

  const gets = (received: Received, ...events: unknown[]): Promise<void> =>
    eventually(() => {
      expect(received.events).toEqual(events);
    });

  it('reaches a WebSocket with its fields of other subgraphs', async () => {
    const received = await fixture.subscribes('subscription { reviewAdded { id product { name } } }');
    fixture.reviews.publish('review', { id: 'r1', product: { upc: '2' } });
    await gets(received, { data: { reviewAdded: { id: 'r1', product: { name: 'Chair' } } } });
  });

  it('reaches an event stream with its fields of other subgraphs', async () => {
    const received = await fixture.subscribesByEvents('subscription { reviewAdded { id product { upc name } } }');
    fixture.reviews.publish('review', { id: 'r1', product: { upc: '2' } });
    await gets(received, { data: { reviewAdded: { id: 'r1', product: { upc: '2', name: 'Chair' } } } });
    received.leave();
  });

  it('carries aliases, fragments, variables and what @requires brings', async () => {
    const received = await fixture.subscribes(
      `subscription Added($upc: ID, $express: Boolean) { added: reviewAdded(upc: $upc) { ...Words of: product { ...Cost } } }
       fragment Words on Review { words: body }
       fragment Cost on Product { fast: shipping(express: $express) title: name }`,
      { upc: '2', express: true },
    );
    fixture.reviews.publish('review 2', { id: 'r2', body: 'Solid', product: { upc: '2' } });
    await gets(received, { data: { added: { words: 'Solid', of: { fast: 20, title: 'Chair' } } } });
  });

  it.each([
    [true, { body: 'Solid', product: { name: 'Chair' } }],
    [false, { id: 'r3', product: { shipping: 10 } }],
  ])('leaves out what @skip and @include leave out: %s', async (words, reviewAdded) => {
    const received = await fixture.subscribes(
      `subscription ($words: Boolean!) { reviewAdded {
         id @skip(if: $words) body @include(if: $words)
         product { name @include(if: $words) ... @skip(if: $words) { shipping } } } }`,
      { words },
    );
    fixture.reviews.publish('review', { id: 'r3', body: 'Solid', product: { upc: '2' } });
    await gets(received, { data: { reviewAdded } });
  });

  it('joins each item of a list', async () => {
    const received = await fixture.subscribes('subscription { batchAdded { upc name shipping } }');
    fixture.reviews.publish('batch', [{ upc: '1' }, { upc: '2' }]);
    const batchAdded = [
      { upc: '1', name: 'Table', shipping: 0 },
      { upc: '2', name: 'Chair', shipping: 10 },
    ];
    await gets(received, { data: { batchAdded } });
  });

  it('joins behind interfaces', async () => {
    const received = await fixture.subscribes(
      'subscription { feedbackAdded { __typename product { name } ... on Complaint { text } } }',
    );
    fixture.reviews.publish('feedback', { __typename: 'Complaint', id: 'c1', text: 'Wobbles', product: { upc: '1' } });
    const feedbackAdded = { __typename: 'Complaint', text: 'Wobbles', product: { name: 'Table' } };
    await gets(received, { data: { feedbackAdded } });
  });

  it('joins behind unions, in lists of them too', async () => {
    const received = await fixture.subscribes(
      `subscription { entriesAdded {
         ... on Review { id product { name } } ... on Complaint { text product { price } } } }`,
    );
    fixture.reviews.publish('entries', [
      { __typename: 'Complaint', id: 'c1', text: 'Wobbles', product: { upc: '1' } },
      null,
      { __typename: 'Review', id: 'r1', product: { upc: '2' } },
    ]);
    const entriesAdded = [{ text: 'Wobbles', product: { price: 900 } }, null, { id: 'r1', product: { name: 'Chair' } }];
    await gets(received, { data: { entriesAdded } });
  });

  it('reports its own errors and the stream goes on', async () => {
    const received = await fixture.subscribes('subscription { reviewAdded { id broken product { name } } }');
    fixture.reviews.publish('review', { id: 'r1', product: { upc: '2' } });
    fixture.reviews.publishError('review', 'the event is broken');
    fixture.reviews.publish('review', null);
    await eventually(() => {
      expect(received.events).toMatchObject([
        {
          data: { reviewAdded: { id: 'r1', broken: null, product: { name: 'Chair' } } },
          errors: [{ message: 'the field is broken', path: ['reviewAdded', 'broken'] }],
        },
        { data: { reviewAdded: null }, errors: [{ message: 'the event is broken' }] },
        { data: { reviewAdded: null } },
      ]);
    });
    expect(received.outcome).toBeUndefined();
  });

  it('comes in part while another subgraph is down, and whole again afterwards', async () => {
    const received = await fixture.subscribes('subscription { reviewAdded { id product { upc price } } }');
    await fixture.products.kill();
    fixture.reviews.publish('review', { id: 'r1', product: { upc: '2' } });
    await eventually(() => {
      expect(received.events).toMatchObject([
        { data: { reviewAdded: { id: 'r1', product: { upc: '2', price: null } } }, errors: [{}] },
      ]);
    });
    await fixture.products.restart();
    fixture.reviews.publish('review', { id: 'r2', product: { upc: '2' } });
    await eventually(() => {
      expect(received.events.at(-1)).toEqual({ data: { reviewAdded: { id: 'r2', product: { upc: '2', price: 60 } } } });
    });
    expect(received.outcome).toBeUndefined();
  });

  it('keeps its place in the order of events', async () => {
    const received = await fixture.subscribes('subscription { reviewAdded { id product { name weight } } }');
    const ids = Array.from({ length: 50 }, (_, index) => index.toString());
    for (const id of ids) fixture.reviews.publish('review', { id, product: { upc: '1' } });
    await eventually(
      () => {
        expect(received.events.map(idOf)).toEqual(ids);
      },
      { withinMs: 30_000 },
    );
  });

  it('completes for the client when the subgraph completes', async () => {
    const received = await fixture.subscribes('subscription { batchAdded { name } }');
    fixture.reviews.publish('batch', [{ upc: '1' }]);
    fixture.reviews.complete('batch');
    await eventually(() => {
      expect(received.outcome).toBe('completed');
    });
    expect(received.events).toEqual([{ data: { batchAdded: [{ name: 'Table' }] } }]);
  });
});

const idOf = (event: Record<string, unknown>): string =>
  (event as { readonly data: { readonly reviewAdded: { readonly id: string } } }).data.reviewAdded.id;
