import { eventually } from '@oms/testing';
import { type ServedOrders, servedOrders } from '../testing/served-orders';
import { create, type Created, openShop, otherContexts, twoTeas } from '../testing/shop';

const SKU = 'TEA-NEW';
const WITHIN_MS = 15_000;

let orders: ServedOrders;

beforeAll(async () => {
  orders = await servedOrders();
  await openShop(orders);
});
afterAll(() => orders.stop());

const orderOf = (sku: string) => orders.ask('ada', create, { input: { ...twoTeas, items: [{ sku, quantity: 1 }] } });

const codesOf = ({ data }: Awaited<ReturnType<typeof orderOf>>): readonly string[] =>
  (data?.['createOrder'] as Created).userErrors.map(({ code }) => code);

describe('createOrder, while the events of inventory lag', () => {
  it('takes a product whose event comes with the request', async () => {
    await otherContexts(orders).addProduct(SKU);
    expect(codesOf(await orderOf(SKU))).toEqual([]);
  });

  it('calls a product unknown once all events are applied', async () => {
    expect(codesOf(await orderOf('TEA-NOWHERE'))).toEqual(['UNKNOWN_PRODUCT']);
  });

  it('asks to be tried again when it cannot be told, and sells what it knows', async () => {
    await orders.nats.kill();
    const { data, errors } = await orderOf('TEA-NOWHERE');
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } }]);
    expect(codesOf(await orderOf(SKU))).toEqual([]);
    await orders.nats.start();
    await eventually(
      async () => {
        expect(codesOf(await orderOf('TEA-NOWHERE'))).toEqual(['UNKNOWN_PRODUCT']);
      },
      { withinMs: WITHIN_MS },
    );
  });
});
