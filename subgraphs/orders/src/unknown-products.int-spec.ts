import { eventually } from '@oms/testing';
import { createOrder, twoTeas } from './testing/documents';
import { ordersFixture, type OrdersFixture } from './testing/orders-fixture';
import { type Created, fillPriceBook, participantsOf } from './testing/participants';

const SKU = 'TEA-NEW';
const WITHIN_MS = 15_000;

let fixture: OrdersFixture;

beforeAll(async () => {
  fixture = await ordersFixture();
  await fillPriceBook(fixture);
});
afterAll(() => fixture.stop());

const orderOf = (sku: string) =>
  fixture.request('ada', createOrder, { input: { ...twoTeas, items: [{ sku, quantity: 1 }] } });

const codesOf = ({ data }: Awaited<ReturnType<typeof orderOf>>): readonly string[] =>
  (data?.['createOrder'] as Created).userErrors.map(({ code }) => code);

describe('createOrder, while the events of inventory lag', () => {
  it('accepts a product whose event is still on its way', async () => {
    await participantsOf(fixture).addProduct(SKU);
    expect(codesOf(await orderOf(SKU))).toEqual([]);
  });

  it('refuses a product as unknown once all events are applied', async () => {
    expect(codesOf(await orderOf('TEA-NOWHERE'))).toEqual(['UNKNOWN_PRODUCT']);
  });

  it('is unavailable for an unknown product when the log cannot be read, and accepts known ones', async () => {
    await fixture.nats.kill();
    const { data, errors } = await orderOf('TEA-NOWHERE');
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } }]);
    expect(codesOf(await orderOf(SKU))).toEqual([]);
    await fixture.nats.start();
    await eventually(
      async () => {
        expect(codesOf(await orderOf('TEA-NOWHERE'))).toEqual(['UNKNOWN_PRODUCT']);
      },
      { withinMs: WITHIN_MS },
    );
  });
});
