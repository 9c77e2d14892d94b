import { eventually } from '@oms/testing';
import { statusChangesDocument } from '../harness/documents';
import { sharedFixture } from '../harness/shared-fixture';
import { subscribe, type Transport } from '../harness/subscription';

const { customer, otherCustomer, operator, addProduct } = sharedFixture();

interface StatusChange {
  readonly orderStatusChanged: {
    readonly from: string | null;
    readonly to: string;
    readonly order: {
      readonly id: string;
      readonly payment: { readonly status: string } | null;
      readonly reservation: { readonly status: string } | null;
    };
  };
}

const transports: readonly Transport[] = ['graphql-transport-ws', 'graphql-sse'];

describe.each(transports)('orderStatusChanged over %s', (transport) => {
  it('sends the present status, then each change once and in order, with fields of other subgraphs', async () => {
    const sku = await addProduct(`LIVE-${transport.toUpperCase()}`, 10);
    const { id } = await customer.placeOrder({ items: [{ sku, quantity: 1 }] });
    await customer.waitForOrder(id, { reservation: { status: 'HELD' } });

    const changes = subscribe<StatusChange>(
      customer.client,
      { query: statusChangesDocument, variables: { orderId: id } },
      transport,
    );
    await eventually(() => {
      expect(changes.events).toMatchObject([
        { orderStatusChanged: { to: 'PENDING', order: { id, reservation: { status: 'HELD' } } } },
      ]);
    });
    await customer.payOrder(id, 'pm_card_visa');
    await eventually(() => {
      expect(changes.events).toHaveLength(2);
    });
    await customer.cancelOrder(id);
    await eventually(() => {
      expect(changes.events.map(({ orderStatusChanged }) => orderStatusChanged.to)).toEqual([
        'PENDING',
        'PAID',
        'CANCELLED',
      ]);
    });
    expect(changes.events[1]).toMatchObject({
      orderStatusChanged: {
        from: 'PENDING',
        order: { payment: { status: 'CAPTURED' }, reservation: { status: 'HELD' } },
      },
    });
    expect(changes.errors).toEqual([]);
    await changes.stop();
  });

  it('is refused for an order of another customer', async () => {
    const sku = await addProduct(`LIVE-PRIVATE-${transport.toUpperCase()}`, 10);
    const { id } = await customer.placeOrder({ items: [{ sku, quantity: 1 }] });
    const changes = subscribe<StatusChange>(
      otherCustomer.client,
      { query: statusChangesDocument, variables: { orderId: id } },
      transport,
    );
    await eventually(() => {
      expect(changes.errors.length).toBeGreaterThan(0);
    });
    expect(changes.events).toEqual([]);
    await changes.stop();
  });
});

describe('orderActivity', () => {
  it('sends the changes of every order to an operator', async () => {
    const sku = await addProduct('LIVE-ACTIVITY', 10);
    const query = `subscription { orderActivity { from to order { id payment { status } } } }`;
    const activity = subscribe<{ orderActivity: { to: string; order: { id: string } } }>(operator.client, { query });
    // The subscription is active once it receives an order placed after it, so orders are placed until one arrives.
    const placed: string[] = [];
    await eventually(async () => {
      placed.push((await customer.placeOrder({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa' })).id);
      expect(activity.events.some(({ orderActivity }) => placed.includes(orderActivity.order.id))).toBe(true);
    });
    const last = placed.at(-1);
    await eventually(() => {
      const ofLast = activity.events.filter(({ orderActivity }) => orderActivity.order.id === last);
      expect(ofLast.map(({ orderActivity }) => orderActivity.to)).toEqual(['PENDING', 'PAID']);
    });
    await activity.stop();
  });

  it('is refused for a customer', async () => {
    const activity = subscribe(customer.client, { query: `subscription { orderActivity { to } }` });
    await eventually(() => {
      expect(JSON.stringify(activity.errors)).toContain('FORBIDDEN');
    });
    await activity.stop();
  });
});

describe('stockChanged', () => {
  it('sends the present stock and each change to a customer', async () => {
    const sku = await addProduct('LIVE-STOCK', 10);
    const query = `subscription($sku: ID) { stockChanged(sku: $sku) { sku stock { available } } }`;
    const stock = subscribe<{ stockChanged: { stock: { available: number } } }>(customer.client, {
      query,
      variables: { sku },
    });
    await eventually(() => {
      expect(stock.events).toMatchObject([{ stockChanged: { stock: { available: 10 } } }]);
    });
    await customer.placeOrder({ items: [{ sku, quantity: 3 }] });
    await eventually(() => {
      expect(stock.events.at(-1)).toMatchObject({ stockChanged: { stock: { available: 7 } } });
    });
    await stock.stop();
  });
});
