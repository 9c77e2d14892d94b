import { eventually } from '@oms/testing';
import type { Received } from './testing/clients';
import { openSubscriptionFixture, type SubscriptionFixture } from './testing/subscription-fixture';

const RATING = 'rating(upc: "1")';
const COUNTDOWN = 'countdown(from: 1)';

describe('a subscription whose root field hangs on @skip or @include', () => {
  let fixture: SubscriptionFixture;

  beforeAll(async () => {
    fixture = await openSubscriptionFixture();
  });

  afterAll(() => fixture.close());

  const firstOf = async (received: Received): Promise<unknown> => {
    await eventually(() => {
      expect(received.events.length + (received.outcome === undefined ? 0 : 1)).toBeGreaterThan(0);
    });
    received.leave();
    return received.events[0] ?? received.outcome;
  };

  const answerTo = (query: string, variables?: Record<string, unknown>): Promise<unknown> =>
    fixture.subscribes(query, variables).then(firstOf);

  const refusalOf = async (query: string, variables?: Record<string, unknown>): Promise<unknown> => {
    const client = fixture.client();
    return new Promise((resolve) => {
      client.subscribe(
        { query, variables: variables ?? null },
        { next: resolve, error: resolve, complete: () => undefined },
      );
    });
  };

  it.each([
    ['a literal', `subscription { ${RATING} @include(if: true) { stars } }`, {}],
    ['a variable', `subscription ($on: Boolean!) { ${RATING} @include(if: $on) { stars } }`, { on: true }],
    ['a variable that skips', `subscription ($off: Boolean!) { ${RATING} @skip(if: $off) { stars } }`, { off: false }],
    ["a variable's default", `subscription ($on: Boolean = true) { ${RATING} @include(if: $on) { stars } }`, {}],
    [
      'a variable on a fragment',
      `subscription ($on: Boolean!) { ...All @include(if: $on) } fragment All on Subscription { ${RATING} { ...R } } fragment R on Rating { stars }`,
      { on: true },
    ],
    [
      'a variable that chooses between two',
      `subscription ($on: Boolean!) { ${RATING} @include(if: $on) { stars } ... @skip(if: $on) { ${COUNTDOWN} } }`,
      { on: true },
    ],
  ])('is served when %s leaves one', async (_, query, variables) => {
    expect(await answerTo(query, variables)).toEqual({ data: { rating: { stars: 3 } } });
  });

  it('is distinguished by what its variables decide', async () => {
    const query = `subscription ($on: Boolean!, $price: Boolean!) {
      r: ${RATING} @include(if: $on) { stars product { name price @include(if: $price) } }
      ${COUNTDOWN} @skip(if: $on)
    }`;
    expect(await answerTo(query, { on: true, price: true })).toEqual({
      data: { r: { stars: 3, product: { name: 'Table', price: 900 } } },
    });
    expect(await answerTo(query, { on: true, price: false })).toEqual({
      data: { r: { stars: 3, product: { name: 'Table' } } },
    });
    expect(await answerTo(query, { on: false, price: false })).toEqual({ data: { countdown: 1 } });
  });

  it.each([
    ['none', { one: false, other: false }, 'BAD_USER_INPUT'],
    ['two', { one: true, other: true }, 'GRAPHQL_VALIDATION_FAILED'],
    ['it unknown how many', { one: true }, 'BAD_USER_INPUT'],
  ])('is refused when its variables leave %s', async (_, variables, code) => {
    const query = `subscription ($one: Boolean!, $other: Boolean!) {
      ${RATING} @include(if: $one) { stars }
      ${COUNTDOWN} @include(if: $other)
    }`;
    expect(await refusalOf(query, variables)).toMatchObject([{ extensions: { code } }]);
  });

  it('is valid or not whatever its variables are', async () => {
    const query = `subscription ($on: Boolean!) { ${RATING} @include(if: $on) { nothing } }`;
    expect(await refusalOf(query, { on: true })).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  });

  it('is sent elsewhere by plain HTTP as any other', async () => {
    const query = `subscription ($on: Boolean!) { ${RATING} @include(if: $on) { stars } }`;
    const { status, result } = await fixture.gateway.ask(query, {
      variables: { on: true },
      headers: { accept: 'application/graphql-response+json' },
    });
    expect([status, result.errors?.[0]?.extensions['code']]).toEqual([400, 'BAD_REQUEST']);
  });
});
