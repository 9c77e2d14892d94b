import { eventually } from '@oms/testing';
import { sharedFixture } from '../harness/shared-fixture';

const { customer, operator, anonymous, addProduct, getStock } = sharedFixture();

const movementsDocument = `query($sku: ID!) { product(sku: $sku) { stockMovements(first: 50) { nodes { kind onHandDelta reservedDelta } } } }`;

interface Movements {
  readonly product: {
    readonly stockMovements: {
      readonly nodes: readonly {
        readonly kind: string;
        readonly onHandDelta: number;
        readonly reservedDelta: number;
      }[];
    };
  };
}

describe('the catalogue', () => {
  it('has five products after the start, visible without a token', async () => {
    const { products } = await anonymous.client.request<{
      products: { nodes: { sku: string; stock: { status: string } }[] };
    }>(`{ products(first: 100) { nodes { sku name unitPrice { amount currencyCode } stock { available status } } } }`);
    expect(products.nodes.length).toBeGreaterThanOrEqual(5);
  });

  it('is paginated without gaps or duplicates', async () => {
    const skus = await Promise.all(['PAGE-1', 'PAGE-2', 'PAGE-3', 'PAGE-4', 'PAGE-5'].map((sku) => addProduct(sku, 1)));
    const query = `query($after: String) { products(first: 2, after: $after, filter: { skus: ${JSON.stringify(skus)} }) { nodes { sku } pageInfo { hasNextPage endCursor } } }`;
    const seen: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 3; page += 1) {
      const {
        products,
      }: { products: { nodes: { sku: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
        await customer.client.request(query, { after });
      seen.push(...products.nodes.map(({ sku }) => sku));
      expect(products.pageInfo.hasNextPage).toBe(page < 2);
      after = products.pageInfo.endCursor;
    }
    expect(seen.toSorted()).toEqual(skus);
  });

  it('uses the price that an operator has set for the orders after it', async () => {
    const sku = await addProduct('PRICED-TEA', 10, '10.00');
    const mutation = `mutation($input: UpdateProductInput!) { updateProduct(input: $input) { product { unitPrice { amount } } userErrors { code } } }`;
    const payload = await operator.client.request(mutation, {
      input: { sku, unitPrice: { amount: '11.00', currencyCode: 'USD' } },
    });
    expect(payload).toMatchObject({ updateProduct: { product: { unitPrice: { amount: '11.00' } }, userErrors: [] } });
    await eventually(async () => {
      expect((await customer.placeOrder({ items: [{ sku, quantity: 1 }] })).total.amount).toBe('11.00');
    });
  });

  it('refuses orders of a product that an operator deactivated', async () => {
    const sku = await addProduct('RETIRED-TEA', 10);
    await operator.client.request(
      `mutation($sku: ID!) { updateProduct(input: { sku: $sku, active: false }) { userErrors { code } } }`,
      { sku },
    );
    await eventually(async () => {
      expect(await customer.tryToPlaceOrder({ items: [{ sku, quantity: 1 }] })).toMatchObject({
        userErrors: [{ field: ['items', '0', 'sku'], code: 'INACTIVE_PRODUCT' }],
      });
    });
  });
});

describe('the stock', () => {
  it('is replenished and adjusted, with a movement for every change', async () => {
    const sku = await addProduct('LEDGER-TEA', 10);
    const placed = await customer.placeOrder({ items: [{ sku, quantity: 4 }], card: 'pm_card_visa' });
    await customer.waitForOrder(placed.id, { status: 'PAID' });
    await operator.client.request(
      `mutation($sku: ID!) { replenishStock(input: { sku: $sku, quantity: 5 }) { userErrors { code } } }`,
      { sku },
    );
    await operator.client.request(
      `mutation($sku: ID!) { adjustStock(input: { sku: $sku, delta: -2, reason: "Two broke." }) { userErrors { code } } }`,
      { sku },
    );
    expect(await getStock(sku)).toEqual({ onHand: 13, reserved: 4, available: 9 });

    const { product } = await operator.client.request<Movements>(movementsDocument, { sku });
    const movements = product.stockMovements.nodes;
    expect(movements.map(({ kind }) => kind).toSorted()).toEqual(['ADJUSTED', 'INITIAL', 'REPLENISHED', 'RESERVED']);
    expect(movements.reduce((sum, { onHandDelta }) => sum + onHandDelta, 0)).toBe(13);
    expect(movements.reduce((sum, { reservedDelta }) => sum + reservedDelta, 0)).toBe(4);
  });

  it('cannot be adjusted below the reserved quantity', async () => {
    const sku = await addProduct('LEDGER-FLOOR', 5);
    const placed = await customer.placeOrder({ items: [{ sku, quantity: 4 }], card: 'pm_card_visa' });
    await customer.waitForOrder(placed.id, { status: 'PAID' });
    const mutation = `mutation($sku: ID!) { adjustStock(input: { sku: $sku, delta: -2, reason: "Lost." }) { product { sku } userErrors { code field } } }`;
    expect(await operator.client.request(mutation, { sku })).toMatchObject({
      adjustStock: { userErrors: [{ code: 'BELOW_RESERVED' }] },
    });
    expect(await getStock(sku)).toEqual({ onHand: 5, reserved: 4, available: 1 });
  });
});
