import { twoTeas } from './testing/documents';
import { ordersFixture, type OrdersFixture } from './testing/orders-fixture';
import { customersOf, fillPriceBook } from './testing/participants';

describe('what createOrder refuses', () => {
  let fixture: OrdersFixture;
  let customers: ReturnType<typeof customersOf>;

  beforeAll(async () => {
    fixture = await ordersFixture();
    customers = customersOf(fixture);
    await fillPriceBook(fixture);
  });
  afterAll(() => fixture.stop());

  it.each([
    ['an unknown product', { items: [{ sku: 'NOTHING', quantity: 1 }] }, ['items', '0', 'sku'], 'UNKNOWN_PRODUCT'],
    ['an inactive product', { items: [{ sku: 'OLD-TEA', quantity: 1 }] }, ['items', '0', 'sku'], 'INACTIVE_PRODUCT'],
    [
      'two currencies',
      { items: [...twoTeas.items, { sku: 'MATCHA', quantity: 1 }] },
      ['items', '1', 'sku'],
      'MIXED_CURRENCIES',
    ],
    ['a quantity of 0', { items: [{ sku: 'TEA-GREEN', quantity: 0 }] }, ['items', '0', 'quantity'], 'INVALID'],
    ['no items', { items: [] }, ['items'], 'INVALID'],
    ['101 items', { items: Array.from({ length: 101 }, () => twoTeas.items[0]) }, ['items'], 'INVALID'],
    ['another customer’s id', { customerId: 'grace' }, ['customerId'], 'INVALID'],
    ['an empty key', { idempotencyKey: '' }, ['idempotencyKey'], 'INVALID'],
    ['a malformed e-mail', { contact: { email: 'ada@@example' } }, ['contact', 'email'], 'INVALID'],
    ['a malformed phone', { contact: { phone: '12' } }, ['contact', 'phone'], 'INVALID'],
    [
      'a card number for a token',
      { payment: { type: 'CARD', token: '4242 4242 4242 4242' } },
      ['payment', 'token'],
      'INVALID',
    ],
    [
      'no such country',
      { shippingAddress: { ...twoTeas.shippingAddress, countryCode: 'XX' } },
      ['shippingAddress', 'countryCode'],
      'INVALID',
    ],
  ])('refuses %s, and names the field', async (...[, changes, field, code]) => {
    const { order, userErrors } = await customers.createAs('ada', { ...twoTeas, ...changes });
    expect(order).toBeNull();
    expect(userErrors).toMatchObject([{ field, code }]);
  });
});
