import { eventually } from '@oms/testing';
import { sharedFixture } from '../harness/shared-fixture';
import { injectEvent, type InjectedEvent } from '../harness/injected-event';

const { customer, operator, addProduct, addresses } = sharedFixture();

const listDocument = `query($consumer: String) { deadLetters(first: 100, filter: { consumer: $consumer }) { nodes { id consumer subject status error deliveries event { id type } } } }`;
const retryDocument = `mutation($id: ID!) { retryDeadLetter(id: $id) { deadLetter { id status } userErrors { code } } }`;
const dismissDocument = `mutation($id: ID!, $reason: String!) { dismissDeadLetter(id: $id, reason: $reason) { deadLetter { id status } userErrors { code } } }`;

interface DeadLetterView {
  readonly id: string;
  readonly status: string;
  readonly error: string;
  readonly deliveries: number;
  readonly event: { readonly id: string };
}

const deadLetterOf = async (consumer: string, event: InjectedEvent): Promise<DeadLetterView> => {
  const { deadLetters } = await operator.client.request<{ deadLetters: { nodes: DeadLetterView[] } }>(listDocument, {
    consumer,
  });
  const letter = deadLetters.nodes.find((each) => each.event.id === event.id);
  if (letter === undefined) throw new Error(`${consumer} has no dead letter of ${event.id} yet.`);
  return letter;
};

describe('an event that a consumer cannot apply', () => {
  it('is retried, then listed as a dead letter while other orders proceed, and can be retried and dismissed', async () => {
    const sku = await addProduct('POISON-TEA', 10);
    const event = await injectEvent(addresses, {
      type: 'orders.order-created.v1',
      aggregateType: 'Order',
      data: { orderId: 'not an order' },
    });
    const { id } = await customer.placeOrder({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa' });
    await customer.waitForOrder(id, { status: 'PAID' });

    const letter = await eventually(() => deadLetterOf('inventory.orders', event), { withinMs: 60_000 });
    expect(letter).toMatchObject({ status: 'OPEN', error: expect.stringContaining('orderId') });
    expect(letter.deliveries).toBeGreaterThan(1);

    await operator.client.request(retryDocument, { id: letter.id });
    await eventually(
      async () => {
        const { deliveries } = await deadLetterOf('inventory.orders', event);
        expect(deliveries).toBe(letter.deliveries + 1);
      },
      { withinMs: 30_000 },
    );
    for (const consumer of ['inventory.orders', 'payments.orders', 'notifications.orders']) {
      const { id: letterId } = await eventually(() => deadLetterOf(consumer, event), { withinMs: 60_000 });
      await operator.client.request(dismissDocument, { id: letterId, reason: 'Recorded by a test.' });
      expect(await deadLetterOf(consumer, event)).toMatchObject({ status: 'DISMISSED' });
    }
  });
});
