import { newId } from '@oms/database';
import { eventually } from '@oms/testing';
import { unreadableEvent, ordersFixture, type OrdersFixture } from './testing/orders-fixture';

describe('dead letters', () => {
  let fixture: OrdersFixture;

  beforeAll(async () => {
    fixture = await ordersFixture();
  });
  afterAll(() => fixture.stop());

  it('are listed, retried and dismissed', async () => {
    const list = `{ deadLetters(filter: { consumer: "orders.inventory", status: [OPEN] }) {
      nodes { id error status deliveries waiting event { type payload } } } }`;
    await fixture.publish({ contract: unreadableEvent, orderId: newId(), data: {} });
    const open = () =>
      eventually(async () => {
        const { data } = await fixture.request('olga', list);
        const { nodes } = data?.['deadLetters'] as { nodes: { id: string; deliveries: number }[] };
        expect(nodes).toMatchObject([{ status: 'OPEN', waiting: 0, event: { type: unreadableEvent.type } }]);
        return nodes[0] ?? { id: '', deliveries: 0 };
      });
    const { id, deliveries } = await open();
    const retried = await fixture.request(
      'olga',
      `mutation($id: ID!) { retryDeadLetter(id: $id) { deadLetter { id } userErrors { code } } }`,
      { id },
    );
    expect(retried.data).toEqual({ retryDeadLetter: { deadLetter: { id }, userErrors: [] } });
    await eventually(async () => {
      expect((await open()).deliveries).toBe(deliveries + 1);
    });
    const dismiss = `mutation($id: ID!) { dismissDeadLetter(id: $id, reason: "Noise") { deadLetter { status } userErrors { code } } }`;
    expect((await fixture.request('olga', dismiss, { id })).data).toEqual({
      dismissDeadLetter: { deadLetter: { status: 'DISMISSED' }, userErrors: [] },
    });
    expect((await fixture.request('olga', dismiss, { id })).data).toMatchObject({
      dismissDeadLetter: { userErrors: [{ code: 'INVALID_TRANSITION' }] },
    });
    expect((await fixture.request('ada', list)).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });
});
