import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { eventually } from '@oms/testing';
import { shop } from '../harness/shared-shop';
import { createOrderDocument } from '../harness/documents';
import { createOrderInput } from '../harness/person';

const { ada, stocks, logFolder } = shop();

/** Our own processes; PostgreSQL and nats-server write logs of their own form. */
const processes = ['gateway', 'orders', 'inventory', 'payments', 'notifications'];

const logOf = (name: string): string => readFileSync(join(logFolder, `${name}.log`), 'utf8');

interface Placed {
  readonly createOrder: { readonly order: { readonly id: string } };
}

describe('the first order of the README', () => {
  it('goes through as it stands there', async () => {
    const file = resolve(__dirname, '..', '..', '..', 'docs', 'first-order.graphql');
    const { createOrder } = await ada.client.ask<Placed>(readFileSync(file, 'utf8'));
    await ada.comesToSee(createOrder.order.id, { status: 'PAID', total: { currencyCode: 'EUR' } });
  });
});

describe('what an order leaves behind', () => {
  it('carries the correlation id of the client’s request, from the gateway to the last subgraph', async () => {
    const sku = await stocks('TRACE-TEA', 5);
    const correlationId = 'trace-of-a-first-order';
    const { data } = await ada.client.send<Placed>({
      query: createOrderDocument,
      variables: { input: createOrderInput({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa' }) },
      headers: { 'x-correlation-id': correlationId },
    });
    const order = await ada.comesToSee(data?.createOrder.order.id ?? '', { status: 'PAID' });
    expect(new Set(order.events.map((event) => event.correlationId))).toEqual(new Set([correlationId]));
    await eventually(() => {
      for (const name of ['gateway', 'orders']) expect(logOf(name)).toContain(correlationId);
    });
  });

  it('is nothing about whom it is for: no token, contact or payment method is in any log', async () => {
    const sku = await stocks('TRACE-SECRET', 5);
    const contact = { email: 'canary.of.the.logs@example.com', phone: '+4930555000999' };
    const { id } = await ada.places({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa', contact });
    await ada.comesToSee(id, { notifications: [{ status: 'SENT' }, { status: 'SENT' }] });
    const secrets = [contact.email, contact.phone, 'pm_card_visa', ada.client.token ?? 'no token', 'Lovelace'];
    for (const name of readdirSync(logFolder)) {
      const log = readFileSync(join(logFolder, name), 'utf8');
      for (const secret of secrets)
        expect({ name, secret, found: log.includes(secret) }).toMatchObject({ found: false });
    }
  });

  it('is one line of JSON per log entry', () => {
    for (const name of processes)
      // The last line may be on its way.
      for (const line of logOf(name).split('\n').slice(0, -1)) expect(JSON.parse(line)).toMatchObject({ name });
  });
});
