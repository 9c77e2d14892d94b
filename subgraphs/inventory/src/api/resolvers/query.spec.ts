import { ada, addProduct, anonymous, codesOf, grace, olga, replenishStock, requestOf, shop, tea } from './testing/shop';

describe('reading products', () => {
  it.each([{ first: 0 }, { first: -1 }, { first: 1_000_000 }, { after: '"; drop' }])('refuses %j', async (page) => {
    const source = 'query ($first: Int, $after: String) { products(first: $first, after: $after) { nodes { sku } } }';
    const answer = await shop().ask(source, page, anonymous);
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors?.[0]?.extensions['field']).toBe(Object.keys(page)[0]);
  });

  it('refuses a filter beyond reason and names its field', async () => {
    const source = 'query ($filter: ProductFilter) { products(filter: $filter) { nodes { sku } } }';
    const answer = await shop().ask(source, { filter: { search: 'a'.repeat(101) } }, anonymous);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'filter.search' });
  });

  it('goes page by page', async () => {
    const { ask, change } = shop();
    for (const sku of ['A', 'B', 'C']) await change(addProduct, { ...tea, sku });
    const source = `query ($after: String) {
      products(first: 2, after: $after) { nodes { sku } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
    }`;
    expect((await ask(source, {}, anonymous)).data).toMatchObject({
      products: { nodes: [{ sku: 'A' }, { sku: 'B' }], pageInfo: { hasNextPage: true, hasPreviousPage: false } },
    });
    expect((await ask(source, { after: 'B' }, anonymous)).data).toMatchObject({
      products: { nodes: [{ sku: 'C' }], pageInfo: { hasNextPage: false, hasPreviousPage: true } },
    });
  });

  it('answers null for a product that is not listed', async () => {
    expect((await shop().ask('{ product(sku: "GHOST") { sku } }', {}, anonymous)).data).toEqual({ product: null });
  });
});

describe('the reservation of an order', () => {
  it('is seen by its customer and by operators, with its lines', async () => {
    const { change, reserveForAda, seenBy } = shop();
    await change(addProduct, { ...tea, onHand: 3 });
    await reserveForAda();
    const held = { status: 'HELD', lines: [{ quantity: 2, product: { name: 'Green tea' } }], expiresAt: null };
    expect(await seenBy(ada)).toEqual([{ reservation: held }]);
    expect(await seenBy(olga)).toEqual([{ reservation: held }]);
    expect(await seenBy(requestOf('otto', ['orders:operate']))).toEqual([{ reservation: held }]);
  });

  it('looks to everyone else as if there were none', async () => {
    const { change, reserveForAda, seenBy } = shop();
    await change(addProduct, { ...tea, onHand: 3 });
    await reserveForAda();
    expect(await seenBy(grace)).toEqual([{ reservation: null }]);
    expect(await seenBy(anonymous)).toEqual([{ reservation: null }]);
    expect(await seenBy(ada, 'no order id')).toEqual([{ reservation: null }]);
  });
});

describe('the scopes', () => {
  it('keep customers from changing anything', async () => {
    const { ask } = shop();
    expect(codesOf(await ask(addProduct, { input: tea }, ada))).toEqual(['FORBIDDEN']);
    expect(codesOf(await ask(addProduct, { input: tea }, anonymous))).toEqual(['UNAUTHENTICATED']);
  });

  it('keep the ledger to operators', async () => {
    const { ask, change } = shop();
    await change(addProduct, { ...tea, onHand: 3 });
    const ledger = '{ product(sku: "TEA") { stockMovements { nodes { kind onHandDelta reservedDelta } } } }';
    expect((await ask(ledger, {}, olga)).data).toEqual({
      product: { stockMovements: { nodes: [{ kind: 'INITIAL', onHandDelta: 3, reservedDelta: 0 }] } },
    });
    expect(codesOf(await ask(ledger, {}, ada))).toEqual(['FORBIDDEN']);
  });
});

describe('stockChanged', () => {
  it('shows the stock as it is, then each change', async () => {
    const { change, watch } = shop();
    await change(addProduct, { ...tea, onHand: 3 });
    const seen = await watch(anonymous, 'TEA');
    if (!(Symbol.asyncIterator in seen)) throw new Error(JSON.stringify(seen));
    const stocked = (onHand: number) => ({ value: { data: { stockChanged: { stock: { onHand } } } } });
    expect(await seen.next()).toMatchObject(stocked(3));
    await change(replenishStock, { sku: 'TEA', quantity: 4 });
    expect(await seen.next()).toMatchObject(stocked(7));
    await seen.return();
  });

  it('of a product that is not listed names the argument', async () => {
    const answer = await shop().watch(anonymous, 'GHOST');
    expect(Symbol.asyncIterator in answer ? [] : answer.errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'BAD_USER_INPUT', field: 'sku' },
    ]);
  });
});
