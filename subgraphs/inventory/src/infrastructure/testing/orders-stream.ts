import {
  orderCancelled,
  orderCreated,
  orderFailed,
  type Envelope,
  type EventContract,
  type OrderCreated,
} from '@oms/contracts';
import { newId } from '@oms/database';

type Line = Pick<OrderCreated['lines'][number], 'sku' | 'quantity'>;

const money = { amountMinor: '500', currency: 'EUR' };
const nowhere = {
  name: 'Ada',
  line1: 'Street 1',
  line2: null,
  city: 'Berlin',
  region: null,
  postalCode: '10115',
  countryCode: 'DE',
};

/** An event as orders publishes it; its correlation id is the order's id. */
const envelopeOf = (contract: EventContract, orderId: string, data: unknown): Envelope => ({
  specversion: '1.0',
  id: newId(),
  source: '/orders',
  type: contract.type,
  subject: orderId,
  time: '2026-11-21T12:00:00.000Z',
  datacontenttype: 'application/json',
  aggregatetype: 'Order',
  sequence: contract === orderCreated ? 1 : 2,
  orderid: orderId,
  correlationid: orderId,
  schemaversion: 1,
  data,
});

const ofAda = (orderId: string) => ({ orderId, customerId: 'ada', number: 'ORD-1' });

export const created = (orderId: string, ...lines: readonly Line[]): Envelope =>
  envelopeOf(orderCreated, orderId, {
    ...ofAda(orderId),
    source: 'API',
    lines: lines.map((line) => ({ ...line, name: line.sku, unitPrice: money })),
    total: money,
    contact: { email: null, phone: null },
    shippingAddress: nowhere,
    paymentMethodGiven: true,
  });

export const failed = (orderId: string): Envelope =>
  envelopeOf(orderFailed, orderId, { ...ofAda(orderId), failure: { code: 'PAYMENT_DECLINED', message: 'declined' } });

export const cancelled = (orderId: string): Envelope =>
  envelopeOf(orderCancelled, orderId, { ...ofAda(orderId), from: 'PENDING', reason: null });
