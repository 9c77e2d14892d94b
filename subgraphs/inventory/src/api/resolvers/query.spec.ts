import { addProduct, anonymous, codesOf, inventoryFixture, tea } from '../../testing/inventory-fixture';

describe('the products', () => {
  it.each([{ first: 0 }, { first: -1 }, { first: 1_000_000 }, { after: '"; drop' }])(
    'are refused for %j',
    async (page) => {
      const source = 'query ($first: Int, $after: String) { products(first: $first, after: $after) { nodes { sku } } }';
      const result = await inventoryFixture().execute(source, page, anonymous);
      expect(codesOf(result)).toEqual(['BAD_USER_INPUT']);
      expect(result.errors?.[0]?.extensions['field']).toBe(Object.keys(page)[0]);
    },
  );

  it('are refused for a filter above its limits, which names the field', async () => {
    const source = 'query ($filter: ProductFilter) { products(filter: $filter) { nodes { sku } } }';
    const result = await inventoryFixture().execute(source, { filter: { search: 'a'.repeat(101) } }, anonymous);
    expect(result.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'filter.search' });
  });

  it('are read page by page', async () => {
    const { execute, change } = inventoryFixture();
    for (const sku of ['A', 'B', 'C']) await change(addProduct, { ...tea, sku });
    const source = `query ($after: String) {
      products(first: 2, after: $after) { nodes { sku } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
    }`;
    expect((await execute(source, {}, anonymous)).data).toMatchObject({
      products: { nodes: [{ sku: 'A' }, { sku: 'B' }], pageInfo: { hasNextPage: true, hasPreviousPage: false } },
    });
    expect((await execute(source, { after: 'B' }, anonymous)).data).toMatchObject({
      products: { nodes: [{ sku: 'C' }], pageInfo: { hasNextPage: false, hasPreviousPage: true } },
    });
  });
});

describe('a product that is not listed', () => {
  it('is null', async () => {
    const { data } = await inventoryFixture().execute('{ product(sku: "GHOST") { sku } }', {}, anonymous);
    expect(data).toEqual({ product: null });
  });
});
