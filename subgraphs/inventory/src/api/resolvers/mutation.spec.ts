import {
  ada,
  addProduct,
  adjustStock,
  anonymous,
  codesOf,
  inventoryFixture,
  noon,
  olga,
  refusedFor,
  replenishStock,
  tea,
  updateProduct,
} from '../../testing/inventory-fixture';

describe('adding a product', () => {
  it('gives it as it was added', async () => {
    expect(await inventoryFixture().change(addProduct, { ...tea, onHand: 3, reorderPoint: 5 })).toEqual({
      product: {
        ...tea,
        active: true,
        stock: {
          onHand: 3,
          reserved: 0,
          available: 3,
          status: 'LOW_STOCK',
          reorderPoint: 5,
          reorderQuantity: 0,
          updatedAt: new Date(noon).toISOString(),
        },
      },
      userErrors: [],
    });
  });

  it('writes amounts with as many decimals as the currency has', async () => {
    const { change } = inventoryFixture();
    const priced = (sku: string, amount: string, currencyCode: string): Promise<unknown> =>
      change(addProduct, { ...tea, sku, unitPrice: { amount, currencyCode } });
    expect(await priced('YEN', '500', 'JPY')).toMatchObject({ product: { unitPrice: { amount: '500' } } });
    expect(await priced('DINAR', '1.2', 'KWD')).toMatchObject({ product: { unitPrice: { amount: '1.200' } } });
    expect(await priced('SEN', '500.5', 'JPY')).toEqual(refusedFor('unitPrice.amount'));
  });

  it.each([
    ['an empty SKU', { sku: '' }, 'sku'],
    ['a SKU of 65 characters', { sku: 'A'.repeat(65) }, 'sku'],
    ['a SKU with a space', { sku: 'GREEN TEA' }, 'sku'],
    ['a name of spaces', { name: '   ' }, 'name'],
    ['a name of 201 characters', { name: 'a'.repeat(201) }, 'name'],
    ['a price of 0', { unitPrice: { amount: '0', currencyCode: 'EUR' } }, 'unitPrice.amount'],
    ['a negative price', { unitPrice: { amount: '-1', currencyCode: 'EUR' } }, 'unitPrice.amount'],
    ['a price above the limit', { unitPrice: { amount: '10000000.01', currencyCode: 'EUR' } }, 'unitPrice.amount'],
    ['a negative count', { onHand: -1 }, 'onHand'],
    ['a negative reorder point', { reorderPoint: -1 }, 'reorderPoint'],
    ['an empty idempotency key', { idempotencyKey: '' }, 'idempotencyKey'],
    ['an idempotency key of 256 characters', { idempotencyKey: 'k'.repeat(256) }, 'idempotencyKey'],
  ])('refuses %s and names the field', async (_what, wrong, field) => {
    const { change, execute } = inventoryFixture();
    expect(await change(addProduct, { ...tea, ...wrong })).toEqual(refusedFor(field));
    expect((await execute('{ products { nodes { sku } } }', {}, anonymous)).data).toEqual({ products: { nodes: [] } });
  });

  it('refuses a SKU that is taken', async () => {
    const { change } = inventoryFixture();
    await change(addProduct, tea);
    expect(await change(addProduct, tea)).toEqual(refusedFor('sku', 'DUPLICATE_PRODUCT'));
  });

  it('gives a repeated request the first payload, by the key in the input or in the header', async () => {
    const { change } = inventoryFixture();
    const byInput = { ...tea, idempotencyKey: 'once' };
    const first = await change(addProduct, byInput);
    await change(replenishStock, { sku: 'TEA', quantity: 5 });
    expect(await change(addProduct, byInput)).toEqual(first);
    expect(await change(addProduct, tea, { ...olga, idempotencyKey: 'once' })).toEqual(first);
    const other = { ...byInput, name: 'Other' };
    expect(await change(addProduct, other)).toEqual(refusedFor('idempotencyKey', 'IDEMPOTENCY_KEY_REUSED'));
  });
});

describe('changing a product', () => {
  it('changes what is given, and leaves what is null', async () => {
    const { change } = inventoryFixture();
    await change(addProduct, tea);
    expect(await change(updateProduct, { sku: 'TEA', name: null, active: false })).toEqual({
      product: { name: 'Green tea', active: false, unitPrice: { amount: '12.50' } },
      userErrors: [],
    });
  });

  it('refuses a SKU that is not listed', async () => {
    const { change } = inventoryFixture();
    expect(await change(updateProduct, { sku: 'GHOST' })).toEqual(refusedFor('sku', 'NOT_FOUND'));
    expect(await change(replenishStock, { sku: 'GHOST', quantity: 1 })).toEqual(refusedFor('sku', 'NOT_FOUND'));
  });
});

describe('counting stock', () => {
  it.each([
    ['a quantity of 0', replenishStock, { quantity: 0 }],
    ['a negative quantity', replenishStock, { quantity: -1 }],
    ['a quantity that makes the count too large', replenishStock, { quantity: 2_147_483_647 }],
    ['a change of 0', adjustStock, { delta: 0, reason: 'none' }],
    ['a change without a reason', adjustStock, { reason: ' ', delta: 1 }],
  ])('refuses %s', async (_what, source, input) => {
    const { change } = inventoryFixture();
    await change(addProduct, { ...tea, onHand: 3 });
    expect(await change(source, { sku: 'TEA', ...input })).toEqual(refusedFor(Object.keys(input)[0] ?? ''));
  });

  it('refuses a quantity of 2^31, and a fraction', async () => {
    const { execute } = inventoryFixture();
    for (const quantity of [2_147_483_648, 1.5]) {
      const { data, errors } = await execute(replenishStock, { input: { sku: 'TEA', quantity } }, olga);
      expect(data).toBeUndefined();
      expect(errors?.[0]?.message).toContain('input.quantity');
    }
  });

  it('does not go below what is held for orders', async () => {
    const { change, reserveForAda } = inventoryFixture();
    await change(addProduct, { ...tea, onHand: 3 });
    await reserveForAda();
    const twoLess = { sku: 'TEA', delta: -2, reason: 'broken' };
    expect(await change(adjustStock, twoLess)).toEqual(refusedFor('delta', 'BELOW_RESERVED'));
    expect(await change(adjustStock, { ...twoLess, delta: -1 })).toMatchObject({ product: { stock: { onHand: 2 } } });
  });
});

describe('a request without the scope', () => {
  it('changes nothing', async () => {
    const { execute } = inventoryFixture();
    expect(codesOf(await execute(addProduct, { input: tea }, ada))).toEqual(['FORBIDDEN']);
    expect(codesOf(await execute(addProduct, { input: tea }, anonymous))).toEqual(['UNAUTHENTICATED']);
    expect((await execute('{ products { nodes { sku } } }', {}, anonymous)).data).toEqual({ products: { nodes: [] } });
  });
});
