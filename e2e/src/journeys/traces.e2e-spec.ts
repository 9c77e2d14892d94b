import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { eventually } from '@oms/testing';
import { sharedFixture } from '../harness/shared-fixture';
import { createOrderDocument } from '../harness/documents';
import { createOrderInput } from '../harness/test-user';

const { customer, addProduct, logFolder } = sharedFixture();

/** Our own processes; PostgreSQL and nats-server have log formats of their own. */
const processes = ['gateway', 'orders', 'inventory', 'payments', 'notifications'];

const logOf = (name: string): string => readFileSync(join(logFolder, `${name}.log`), 'utf8');

interface Placed {
  readonly createOrder: { readonly order: { readonly id: string } };
}

describe('the first order of the README', () => {
  it('is placed and paid with the document of the README', async () => {
    const file = resolve(__dirname, '..', '..', '..', 'docs', 'first-order.graphql');
    const { createOrder } = await customer.client.request<Placed>(readFileSync(file, 'utf8'));
    await customer.waitForOrder(createOrder.order.id, { status: 'PAID', total: { currencyCode: 'EUR' } });
  });
});

describe('the logs of an order', () => {
  it('carry the correlation id of the client’s request, from the gateway to the last subgraph', async () => {
    const sku = await addProduct('TRACE-TEA', 5);
    const correlationId = 'trace-of-a-first-order';
    const { data } = await customer.client.send<Placed>({
      query: createOrderDocument,
      variables: { input: createOrderInput({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa' }) },
      headers: { 'x-correlation-id': correlationId },
    });
    const order = await customer.waitForOrder(data?.createOrder.order.id ?? '', { status: 'PAID' });
    expect(new Set(order.events.map((event) => event.correlationId))).toEqual(new Set([correlationId]));
    await eventually(() => {
      for (const name of ['gateway', 'orders']) expect(logOf(name)).toContain(correlationId);
    });
  });

  it('contain no access token, contact, address or payment method', async () => {
    const sku = await addProduct('TRACE-SECRET', 5);
    const contact = { email: 'canary.of.the.logs@example.com', phone: '+4930555000999' };
    const { id } = await customer.placeOrder({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa', contact });
    await customer.waitForOrder(id, { notifications: [{ status: 'SENT' }, { status: 'SENT' }] });
    const secrets = [contact.email, contact.phone, 'pm_card_visa', customer.client.token ?? 'no token', 'Lovelace'];
    for (const name of readdirSync(logFolder)) {
      const log = readFileSync(join(logFolder, name), 'utf8');
      for (const secret of secrets)
        expect({ name, secret, found: log.includes(secret) }).toMatchObject({ found: false });
    }
  });

  it('have one line of JSON per entry', () => {
    for (const name of processes)
      // The last line may be incomplete.
      for (const line of logOf(name).split('\n').slice(0, -1)) expect(JSON.parse(line)).toMatchObject({ name });
  });
});
