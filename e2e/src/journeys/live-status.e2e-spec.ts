import { eventually } from '@oms/testing';
import { statusChangesDocument } from '../harness/documents';
import { shop } from '../harness/shared-shop';
import { watch, type Transport } from '../harness/watching';

const { ada, grace, olga, stocks } = shop();

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

describe.each(transports)('the live status over %s', (transport) => {
  it('says where the order stands, then each change once and in order, with fields of other subgraphs', async () => {
    const sku = await stocks(`LIVE-${transport.toUpperCase()}`, 10);
    const { id } = await ada.places({ items: [{ sku, quantity: 1 }] });
    await ada.comesToSee(id, { reservation: { status: 'HELD' } });

    const changes = watch<StatusChange>(
      ada.client,
      { query: statusChangesDocument, variables: { orderId: id } },
      transport,
    );
    await eventually(() => {
      expect(changes.seen).toMatchObject([
        { orderStatusChanged: { to: 'PENDING', order: { id, reservation: { status: 'HELD' } } } },
      ]);
    });
    await ada.pays(id, 'pm_card_visa');
    await eventually(() => {
      expect(changes.seen).toHaveLength(2);
    });
    await ada.cancels(id);
    await eventually(() => {
      expect(changes.seen.map(({ orderStatusChanged }) => orderStatusChanged.to)).toEqual([
        'PENDING',
        'PAID',
        'CANCELLED',
      ]);
    });
    expect(changes.seen[1]).toMatchObject({
      orderStatusChanged: {
        from: 'PENDING',
        order: { payment: { status: 'CAPTURED' }, reservation: { status: 'HELD' } },
      },
    });
    expect(changes.errors).toEqual([]);
    await changes.stop();
  });

  it('shows nothing of somebody else’s order', async () => {
    const sku = await stocks(`LIVE-PRIVATE-${transport.toUpperCase()}`, 10);
    const { id } = await ada.places({ items: [{ sku, quantity: 1 }] });
    const changes = watch<StatusChange>(
      grace.client,
      { query: statusChangesDocument, variables: { orderId: id } },
      transport,
    );
    await eventually(() => {
      expect(changes.errors.length).toBeGreaterThan(0);
    });
    expect(changes.seen).toEqual([]);
    await changes.stop();
  });
});

describe('an operator', () => {
  it('watches every order', async () => {
    const sku = await stocks('LIVE-ACTIVITY', 10);
    const query = `subscription { orderActivity { from to order { id payment { status } } } }`;
    const activity = watch<{ orderActivity: { to: string; order: { id: string } } }>(olga.client, { query });
    // The subscription is live once an order placed after it shows; orders are placed until one does.
    const placed: string[] = [];
    await eventually(async () => {
      placed.push((await ada.places({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa' })).id);
      expect(activity.seen.some(({ orderActivity }) => placed.includes(orderActivity.order.id))).toBe(true);
    });
    const last = placed.at(-1);
    await eventually(() => {
      const ofLast = activity.seen.filter(({ orderActivity }) => orderActivity.order.id === last);
      expect(ofLast.map(({ orderActivity }) => orderActivity.to)).toEqual(['PENDING', 'PAID']);
    });
    await activity.stop();
  });

  it('is needed for that: a customer is refused', async () => {
    const activity = watch(ada.client, { query: `subscription { orderActivity { to } }` });
    await eventually(() => {
      expect(JSON.stringify(activity.errors)).toContain('FORBIDDEN');
    });
    await activity.stop();
  });
});

describe('the stock of a product', () => {
  it('is seen to change, by anybody', async () => {
    const sku = await stocks('LIVE-STOCK', 10);
    const query = `subscription($sku: ID) { stockChanged(sku: $sku) { sku stock { available } } }`;
    const stock = watch<{ stockChanged: { stock: { available: number } } }>(ada.client, { query, variables: { sku } });
    await eventually(() => {
      expect(stock.seen).toMatchObject([{ stockChanged: { stock: { available: 10 } } }]);
    });
    await ada.places({ items: [{ sku, quantity: 3 }] });
    await eventually(() => {
      expect(stock.seen.at(-1)).toMatchObject({ stockChanged: { stock: { available: 7 } } });
    });
    await stock.stop();
  });
});
