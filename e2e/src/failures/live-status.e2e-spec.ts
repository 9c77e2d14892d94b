import { eventually, tcpProxy, type TcpProxy, type TestProcess } from '@oms/testing';
import { gatewayClient } from '../harness/gateway-client';
import { testUser, type TestUser } from '../harness/test-user';
import { startSecondOrdersProcess } from '../harness/second-orders-process';
import { startSystemUnderTest, type SystemUnderTest } from '../harness/system-under-test';
import { subscribe, type Transport, type TestSubscription } from '../harness/subscription';

interface StatusChange {
  readonly orderStatusChanged: { readonly from: string | null; readonly to: string; readonly cursor?: string };
}

const transports: readonly Transport[] = ['graphql-transport-ws', 'graphql-sse'];
/** A killed process is restarted, and the gateway reconnects with back-off. */
const RECONNECTED_WITHIN_MS = 60_000;

const status = `subscription($id: ID!) { orderStatusChanged(orderId: $id) { from to } }`;
const statusAfter = `subscription($id: ID!, $after: String) { orderStatusChanged(orderId: $id, after: $after) { from to cursor } }`;

const transitionsOf = ({ events }: TestSubscription<StatusChange>): readonly (readonly [string | null, string])[] =>
  events.map(({ orderStatusChanged: { from, to } }) => [from, to]);

const expectTransitions = (
  subscription: TestSubscription<StatusChange>,
  ...transitions: readonly (readonly [string | null, string])[]
) =>
  eventually(
    () => {
      expect(transitionsOf(subscription)).toEqual(transitions);
    },
    { withinMs: RECONNECTED_WITHIN_MS },
  );

const PLACED = [null, 'PENDING'] as const;
const PAID = ['PENDING', 'PAID'] as const;
const CANCELLED = ['PAID', 'CANCELLED'] as const;

describe.each(transports)(
  'a subscriber of an order over %s receives each transition once and in order',
  (transport) => {
    let testSystem: SystemUnderTest;
    /** Between the gateway and the subscriptions of orders. */
    let network: TcpProxy;
    let secondProcess: TestProcess;
    let customerAtSecond: TestUser;

    beforeAll(async () => {
      network = await tcpProxy(0);
      testSystem = await startSystemUnderTest({
        gateway: { SUBGRAPH_ORDERS_SUBSCRIPTION_URL: `ws://127.0.0.1:${network.port.toString()}/graphql` },
      });
      secondProcess = await startSecondOrdersProcess(testSystem.system);
      customerAtSecond = testUser(gatewayClient(`${secondProcess.url}/graphql`, testSystem.addresses.tokens.customer));
    });

    afterAll(async () => {
      await secondProcess.remove();
      await testSystem.remove();
      await network.stop();
    });

    beforeEach(() => {
      network.leadTo(testSystem.system.ports.orders);
    });

    const placeOrder = async (sku: string): Promise<string> => {
      const items = [{ sku: await eventually(() => testSystem.fixture.addProduct(sku, 10)), quantity: 1 }];
      const { id } = await eventually(() => testSystem.fixture.customer.placeOrder({ items }), {
        withinMs: RECONNECTED_WITHIN_MS,
      });
      await testSystem.fixture.customer.waitForOrder(id, { reservation: { status: 'HELD' } });
      return id;
    };

    const subscribeTo = (query: string, variables: Record<string, unknown>): TestSubscription<StatusChange> =>
      subscribe<StatusChange>(testSystem.fixture.customer.client, { query, variables }, transport);

    it('when the subgraph is killed between two transitions while the gateway is disconnected from it', async () => {
      const { customer } = testSystem.fixture;
      const id = await placeOrder(`LIVE-KILLED-${transport.toUpperCase()}`);
      const changes = subscribeTo(status, { id });
      await expectTransitions(changes, PLACED);
      network.cut();
      await customer.payOrder(id, 'pm_card_visa');
      await customer.waitForOrder(id, { status: 'PAID' });
      await testSystem.system.process('orders').kill();
      await eventually(
        async () => {
          expect((await customer.cancelOrder(id)).subject).toMatchObject({ status: 'CANCELLED' });
        },
        { withinMs: RECONNECTED_WITHIN_MS },
      );
      network.restore();
      await expectTransitions(changes, PLACED, PAID, CANCELLED);
      expect(changes.errors).toEqual([]);
      await changes.stop();
    });

    it('when another process of the subgraph takes over', async () => {
      const id = await placeOrder(`LIVE-SECOND-${transport.toUpperCase()}`);
      const changes = subscribeTo(status, { id });
      await expectTransitions(changes, PLACED);
      await testSystem.system.process('orders').kill({ stayDown: true });
      await testSystem.fixture.customer.payOrder(id, 'pm_card_visa');
      await eventually(async () => {
        const { order } = await customerAtSecond.client.request<{ order: { status: string } }>(
          'query($id: ID!) { order(id: $id) { status } }',
          { id },
        );
        expect(order.status).toBe('PAID');
      });
      expect((await customerAtSecond.cancelOrder(id)).subject).toMatchObject({ status: 'CANCELLED' });
      network.leadTo(Number(new URL(secondProcess.url).port));
      await expectTransitions(changes, PLACED, PAID, CANCELLED);
      await testSystem.system.process('orders').start();
      expect(changes.errors).toEqual([]);
      await changes.stop();
    });

    it('when it subscribes again with the last cursor that it received', async () => {
      const { customer } = testSystem.fixture;
      const id = await placeOrder(`LIVE-CURSOR-${transport.toUpperCase()}`);
      const before = subscribeTo(statusAfter, { id });
      await expectTransitions(before, PLACED);
      await before.stop();
      await customer.payOrder(id, 'pm_card_visa');
      await customer.waitForOrder(id, { status: 'PAID' });
      await customer.cancelOrder(id);
      const after = subscribeTo(statusAfter, { id, after: before.events.at(-1)?.orderStatusChanged.cursor });
      await expectTransitions(after, PAID, CANCELLED);
      await after.stop();
      const malformed = subscribeTo(statusAfter, { id, after: 'yesterday' });
      await eventually(() => {
        expect(malformed.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'after' } }]);
      });
      await malformed.stop();
    });
  },
);
