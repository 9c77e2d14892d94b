import { eventually } from '@oms/testing';
import { shop } from '../harness/shared-shop';

const { ada, olga, anonymous, stocks, stockOf } = shop();

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
  it('holds five products from the start, for everybody to see', async () => {
    const { products } = await anonymous.client.ask<{
      products: { nodes: { sku: string; stock: { status: string } }[] };
    }>(`{ products(first: 100) { nodes { sku name unitPrice { amount currencyCode } stock { available status } } } }`);
    expect(products.nodes.length).toBeGreaterThanOrEqual(5);
  });

  it('turns its pages without a gap or a repetition', async () => {
    const skus = await Promise.all(['PAGE-1', 'PAGE-2', 'PAGE-3', 'PAGE-4', 'PAGE-5'].map((sku) => stocks(sku, 1)));
    const query = `query($after: String) { products(first: 2, after: $after, filter: { skus: ${JSON.stringify(skus)} }) { nodes { sku } pageInfo { hasNextPage endCursor } } }`;
    const seen: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 3; page += 1) {
      const {
        products,
      }: { products: { nodes: { sku: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
        await ada.client.ask(query, { after });
      seen.push(...products.nodes.map(({ sku }) => sku));
      expect(products.pageInfo.hasNextPage).toBe(page < 2);
      after = products.pageInfo.endCursor;
    }
    expect(seen.toSorted()).toEqual(skus);
  });

  it('sells at the price that an operator has set, from then on', async () => {
    const sku = await stocks('PRICED-TEA', 10, '10.00');
    const mutation = `mutation($input: UpdateProductInput!) { updateProduct(input: $input) { product { unitPrice { amount } } userErrors { code } } }`;
    const answer = await olga.client.ask(mutation, {
      input: { sku, unitPrice: { amount: '11.00', currencyCode: 'USD' } },
    });
    expect(answer).toMatchObject({ updateProduct: { product: { unitPrice: { amount: '11.00' } }, userErrors: [] } });
    await eventually(async () => {
      expect((await ada.places({ items: [{ sku, quantity: 1 }] })).total.amount).toBe('11.00');
    });
  });

  it('does not sell what an operator took out', async () => {
    const sku = await stocks('RETIRED-TEA', 10);
    await olga.client.ask(
      `mutation($sku: ID!) { updateProduct(input: { sku: $sku, active: false }) { userErrors { code } } }`,
      { sku },
    );
    await eventually(async () => {
      expect(await ada.triesToPlace({ items: [{ sku, quantity: 1 }] })).toMatchObject({
        userErrors: [{ field: ['items', '0', 'sku'], code: 'INACTIVE_PRODUCT' }],
      });
    });
  });
});

describe('the stock', () => {
  it('is replenished and corrected, and every change is in the ledger', async () => {
    const sku = await stocks('LEDGER-TEA', 10);
    const placed = await ada.places({ items: [{ sku, quantity: 4 }], card: 'pm_card_visa' });
    await ada.comesToSee(placed.id, { status: 'PAID' });
    await olga.client.ask(
      `mutation($sku: ID!) { replenishStock(input: { sku: $sku, quantity: 5 }) { userErrors { code } } }`,
      { sku },
    );
    await olga.client.ask(
      `mutation($sku: ID!) { adjustStock(input: { sku: $sku, delta: -2, reason: "Two broke." }) { userErrors { code } } }`,
      { sku },
    );
    expect(await stockOf(sku)).toEqual({ onHand: 13, reserved: 4, available: 9 });

    const { product } = await olga.client.ask<Movements>(movementsDocument, { sku });
    const movements = product.stockMovements.nodes;
    expect(movements.map(({ kind }) => kind).toSorted()).toEqual(['ADJUSTED', 'INITIAL', 'REPLENISHED', 'RESERVED']);
    expect(movements.reduce((sum, { onHandDelta }) => sum + onHandDelta, 0)).toBe(13);
    expect(movements.reduce((sum, { reservedDelta }) => sum + reservedDelta, 0)).toBe(4);
  });

  it('is not corrected below what is reserved', async () => {
    const sku = await stocks('LEDGER-FLOOR', 5);
    const placed = await ada.places({ items: [{ sku, quantity: 4 }], card: 'pm_card_visa' });
    await ada.comesToSee(placed.id, { status: 'PAID' });
    const mutation = `mutation($sku: ID!) { adjustStock(input: { sku: $sku, delta: -2, reason: "Lost." }) { product { sku } userErrors { code field } } }`;
    expect(await olga.client.ask(mutation, { sku })).toMatchObject({
      adjustStock: { userErrors: [{ code: 'BELOW_RESERVED' }] },
    });
    expect(await stockOf(sku)).toEqual({ onHand: 5, reserved: 4, available: 1 });
  });
});
