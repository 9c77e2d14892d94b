import { eventually, tcpProxy, type TcpProxy, type TestProcess } from '@oms/testing';
import { gatewayClient } from '../harness/gateway-client';
import { person, type Person } from '../harness/person';
import { secondOrders } from '../harness/second-orders';
import { startSystemUnderTest, type SystemUnderTest } from '../harness/system-under-test';
import { watch, type Transport, type Watch } from '../harness/watching';

interface StatusChange {
  readonly orderStatusChanged: { readonly from: string | null; readonly to: string; readonly cursor?: string };
}

const transports: readonly Transport[] = ['graphql-transport-ws', 'graphql-sse'];
/** A killed process starts again, and the gateway reconnects with growing pauses. */
const BACK_WITHIN_MS = 60_000;

const status = `subscription($id: ID!) { orderStatusChanged(orderId: $id) { from to } }`;
const statusAfter = `subscription($id: ID!, $after: String) { orderStatusChanged(orderId: $id, after: $after) { from to cursor } }`;

const transitionsOf = ({ seen }: Watch<StatusChange>): readonly (readonly [string | null, string])[] =>
  seen.map(({ orderStatusChanged: { from, to } }) => [from, to]);

const sees = (watched: Watch<StatusChange>, ...transitions: readonly (readonly [string | null, string])[]) =>
  eventually(
    () => {
      expect(transitionsOf(watched)).toEqual(transitions);
    },
    { withinMs: BACK_WITHIN_MS },
  );

const PLACED = [null, 'PENDING'] as const;
const PAID = ['PENDING', 'PAID'] as const;
const CANCELLED = ['PAID', 'CANCELLED'] as const;

describe.each(transports)('a watcher of an order over %s sees each transition once and in order', (transport) => {
  let under: SystemUnderTest;
  /** Between the gateway and the streams of orders. */
  let network: TcpProxy;
  let second: TestProcess;
  let adaAtSecond: Person;

  beforeAll(async () => {
    network = await tcpProxy(0);
    under = await startSystemUnderTest({
      gateway: { SUBGRAPH_ORDERS_SUBSCRIPTION_URL: `ws://127.0.0.1:${network.port.toString()}/graphql` },
    });
    second = await secondOrders(under.system);
    adaAtSecond = person(gatewayClient(`${second.url}/graphql`, under.addresses.tokens.customer));
  });

  afterAll(async () => {
    await second.remove();
    await under.remove();
    await network.stop();
  });

  beforeEach(() => {
    network.leadTo(under.system.ports.orders);
  });

  const placed = async (sku: string): Promise<string> => {
    const items = [{ sku: await eventually(() => under.shop.stocks(sku, 10)), quantity: 1 }];
    const { id } = await eventually(() => under.shop.ada.places({ items }), { withinMs: BACK_WITHIN_MS });
    await under.shop.ada.comesToSee(id, { reservation: { status: 'HELD' } });
    return id;
  };

  const watched = (query: string, variables: Record<string, unknown>): Watch<StatusChange> =>
    watch<StatusChange>(under.shop.ada.client, { query, variables }, transport);

  it('when its subgraph is killed between two that happen while the gateway cannot hear it', async () => {
    const { ada } = under.shop;
    const id = await placed(`LIVE-KILLED-${transport.toUpperCase()}`);
    const changes = watched(status, { id });
    await sees(changes, PLACED);
    network.cut();
    await ada.pays(id, 'pm_card_visa');
    await ada.comesToSee(id, { status: 'PAID' });
    await under.system.process('orders').kill();
    await eventually(
      async () => {
        expect((await ada.cancels(id)).subject).toMatchObject({ status: 'CANCELLED' });
      },
      { withinMs: BACK_WITHIN_MS },
    );
    network.mend();
    await sees(changes, PLACED, PAID, CANCELLED);
    expect(changes.errors).toEqual([]);
    await changes.stop();
  });

  it('when another process of its subgraph goes on', async () => {
    const id = await placed(`LIVE-SECOND-${transport.toUpperCase()}`);
    const changes = watched(status, { id });
    await sees(changes, PLACED);
    await under.system.process('orders').kill({ stayDown: true });
    await under.shop.ada.pays(id, 'pm_card_visa');
    await eventually(async () => {
      const { order } = await adaAtSecond.client.ask<{ order: { status: string } }>(
        'query($id: ID!) { order(id: $id) { status } }',
        { id },
      );
      expect(order.status).toBe('PAID');
    });
    expect((await adaAtSecond.cancels(id)).subject).toMatchObject({ status: 'CANCELLED' });
    network.leadTo(Number(new URL(second.url).port));
    await sees(changes, PLACED, PAID, CANCELLED);
    await under.system.process('orders').start();
    expect(changes.errors).toEqual([]);
    await changes.stop();
  });

  it('when it comes back by itself with the cursor that it saw last', async () => {
    const { ada } = under.shop;
    const id = await placed(`LIVE-CURSOR-${transport.toUpperCase()}`);
    const before = watched(statusAfter, { id });
    await sees(before, PLACED);
    await before.stop();
    await ada.pays(id, 'pm_card_visa');
    await ada.comesToSee(id, { status: 'PAID' });
    await ada.cancels(id);
    const after = watched(statusAfter, { id, after: before.seen.at(-1)?.orderStatusChanged.cursor });
    await sees(after, PAID, CANCELLED);
    await after.stop();
    const malformed = watched(statusAfter, { id, after: 'yesterday' });
    await eventually(() => {
      expect(malformed.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'after' } }]);
    });
    await malformed.stop();
  });
});
