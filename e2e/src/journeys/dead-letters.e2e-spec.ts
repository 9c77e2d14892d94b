import { eventually } from '@oms/testing';
import { shop } from '../harness/shared-shop';
import { stray, type StrayEvent } from '../harness/stray-event';

const { ada, olga, stocks, addresses } = shop();

const listDocument = `query($consumer: String) { deadLetters(first: 100, filter: { consumer: $consumer }) { nodes { id consumer subject status error deliveries event { id type } } } }`;
const retryDocument = `mutation($id: ID!) { retryDeadLetter(id: $id) { deadLetter { id status } userErrors { code } } }`;
const dismissDocument = `mutation($id: ID!, $reason: String!) { dismissDeadLetter(id: $id, reason: $reason) { deadLetter { id status } userErrors { code } } }`;

interface DeadLetterSeen {
  readonly id: string;
  readonly status: string;
  readonly error: string;
  readonly deliveries: number;
  readonly event: { readonly id: string };
}

const letterOf = async (consumer: string, event: StrayEvent): Promise<DeadLetterSeen> => {
  const { deadLetters } = await olga.client.ask<{ deadLetters: { nodes: DeadLetterSeen[] } }>(listDocument, {
    consumer,
  });
  const letter = deadLetters.nodes.find((each) => each.event.id === event.id);
  if (letter === undefined) throw new Error(`${consumer} has no dead letter of ${event.id} yet.`);
  return letter;
};

describe('an event that a consumer cannot handle', () => {
  it('is retried, then listed with its error, while other orders go through; and tried again on request', async () => {
    const sku = await stocks('POISON-TEA', 10);
    const event = await stray(addresses, {
      type: 'orders.order-created.v1',
      aggregateType: 'Order',
      data: { orderId: 'not an order' },
    });
    const { id } = await ada.places({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa' });
    await ada.comesToSee(id, { status: 'PAID' });

    const letter = await eventually(() => letterOf('inventory.orders', event), { withinMs: 60_000 });
    expect(letter).toMatchObject({ status: 'OPEN', error: expect.stringContaining('orderId') });
    expect(letter.deliveries).toBeGreaterThan(1);

    await olga.client.ask(retryDocument, { id: letter.id });
    await eventually(
      async () => {
        const { deliveries } = await letterOf('inventory.orders', event);
        expect(deliveries).toBe(letter.deliveries + 1);
      },
      { withinMs: 30_000 },
    );
    for (const consumer of ['inventory.orders', 'payments.orders', 'notifications.orders']) {
      const { id: letterId } = await eventually(() => letterOf(consumer, event), { withinMs: 60_000 });
      await olga.client.ask(dismissDocument, { id: letterId, reason: 'Recorded by a test.' });
      expect(await letterOf(consumer, event)).toMatchObject({ status: 'DISMISSED' });
    }
  });
});
