import { eventually } from '@oms/testing';
import { shop } from '../harness/shared-shop';
import { stray, type StrayMessage } from '../harness/stray-message';

const { ada, olga, stocks, natsUrl } = shop();

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

const letterOf = async (consumer: string, message: StrayMessage): Promise<DeadLetterSeen> => {
  const { deadLetters } = await olga.client.ask<{ deadLetters: { nodes: DeadLetterSeen[] } }>(listDocument, {
    consumer,
  });
  const letter = deadLetters.nodes.find(({ event }) => event.id === message.id);
  if (letter === undefined) throw new Error(`${consumer} has no dead letter of ${message.id} yet.`);
  return letter;
};

describe('a message that a consumer cannot handle', () => {
  it('is retried, then listed with its error, while orders behind it go through', async () => {
    const sku = await stocks('POISON-TEA', 10);
    const message = await stray(natsUrl, { type: 'orders.order-created.v1', data: { orderId: 'not an order' } });
    const { id } = await ada.places({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa' });
    await ada.comesToSee(id, { status: 'PAID' });

    const letter = await eventually(() => letterOf('inventory.orders', message), { withinMs: 60_000 });
    expect(letter).toMatchObject({ status: 'OPEN', error: expect.stringContaining('orderId') });
    expect(letter.deliveries).toBeGreaterThan(1);

    await olga.client.ask(dismissDocument, { id: letter.id, reason: 'Sent by a test.' });
    expect(await letterOf('inventory.orders', message)).toMatchObject({ status: 'DISMISSED' });
  });

  it('is delivered again on request, and is resolved once it can be handled', async () => {
    const orderId = '0192f0c1-7a10-7000-8000-00000000dead';
    const orderPaid = {
      orderId,
      customerId: 'ada',
      number: 'DEAD-0001',
      total: { amountMinor: '100', currency: 'USD' },
    };
    const message = await stray(natsUrl, { type: 'orders.order-paid.v1', orderId, data: orderPaid, sequence: 2 });
    const letter = await eventually(() => letterOf('notifications.orders', message), { withinMs: 60_000 });

    await stray(natsUrl, {
      type: 'orders.order-created.v1',
      orderId,
      sequence: 1,
      data: {
        orderId,
        number: 'DEAD-0001',
        customerId: 'ada',
        source: 'API',
        lines: [{ sku: 'NO-SUCH', name: 'Nothing', quantity: 1, unitPrice: orderPaid.total }],
        total: orderPaid.total,
        contact: { email: null, phone: null },
        shippingAddress: {
          name: 'A',
          line1: 'B',
          line2: null,
          city: 'C',
          region: null,
          postalCode: 'D',
          countryCode: 'GB',
        },
        paymentMethodGiven: true,
      },
    });
    await eventually(async () => {
      await olga.client.ask(retryDocument, { id: letter.id });
      expect(await letterOf('notifications.orders', message)).toMatchObject({ status: 'RESOLVED' });
    });
  });
});
