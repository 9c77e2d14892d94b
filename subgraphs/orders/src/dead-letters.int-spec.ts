import { newId } from '@oms/database';
import { eventually } from '@oms/testing';
import { misfit } from '../testing/misfit';
import { type ServedOrders, servedOrders } from '../testing/served-orders';

describe('dead letters', () => {
  let orders: ServedOrders;

  beforeAll(async () => {
    orders = await servedOrders();
  });
  afterAll(() => orders.stop());

  it('lists what a consumer could not handle, delivers it again, and sets it aside', async () => {
    const list = `{ deadLetters(filter: { consumer: "orders.inventory", status: [OPEN] }) {
      nodes { id error status deliveries waiting event { type payload } } } }`;
    await orders.say({ contract: misfit, orderId: newId(), data: {} });
    const open = () =>
      eventually(async () => {
        const { data } = await orders.ask('olga', list);
        const { nodes } = data?.['deadLetters'] as { nodes: { id: string; deliveries: number }[] };
        expect(nodes).toMatchObject([{ status: 'OPEN', waiting: 0, event: { type: misfit.type } }]);
        return nodes[0] ?? { id: '', deliveries: 0 };
      });
    const { id, deliveries } = await open();
    const retried = await orders.ask(
      'olga',
      `mutation($id: ID!) { retryDeadLetter(id: $id) { deadLetter { id } userErrors { code } } }`,
      { id },
    );
    expect(retried.data).toEqual({ retryDeadLetter: { deadLetter: { id }, userErrors: [] } });
    await eventually(async () => {
      expect((await open()).deliveries).toBe(deliveries + 1);
    });
    const dismiss = `mutation($id: ID!) { dismissDeadLetter(id: $id, reason: "Noise") { deadLetter { status } userErrors { code } } }`;
    expect((await orders.ask('olga', dismiss, { id })).data).toEqual({
      dismissDeadLetter: { deadLetter: { status: 'DISMISSED' }, userErrors: [] },
    });
    expect((await orders.ask('olga', dismiss, { id })).data).toMatchObject({
      dismissDeadLetter: { userErrors: [{ code: 'INVALID_TRANSITION' }] },
    });
    expect((await orders.ask('ada', list)).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });
});
