import { orderCancelled, orderCreated, orderFailed, type Envelope, type OrderCreated } from '@oms/contracts';
import { envelopeOf } from '@oms/messaging/testing';

type Line = Pick<OrderCreated['lines'][number], 'sku' | 'quantity'>;

const money = { amountMinor: '500', currency: 'EUR' };
const address = {
  name: 'Ada',
  line1: 'Street 1',
  line2: null,
  city: 'Berlin',
  region: null,
  postalCode: '10115',
  countryCode: 'DE',
};

const ofAda = (orderId: string) => ({ orderId, customerId: 'ada', number: 'ORD-1' });

export const created = (orderId: string, ...lines: readonly Line[]): Envelope =>
  envelopeOf(orderCreated, {
    orderId,
    data: {
      ...ofAda(orderId),
      source: 'API',
      lines: lines.map((line) => ({ ...line, name: line.sku, unitPrice: money })),
      total: money,
      contact: { email: null, phone: null },
      shippingAddress: address,
      paymentMethodGiven: true,
    },
  });

export const failed = (orderId: string): Envelope =>
  envelopeOf(orderFailed, {
    orderId,
    sequence: 2,
    data: { ...ofAda(orderId), failure: { code: 'PAYMENT_DECLINED', message: 'declined' } },
  });

export const cancelled = (orderId: string): Envelope =>
  envelopeOf(orderCancelled, { orderId, sequence: 2, data: { ...ofAda(orderId), from: 'PENDING', reason: null } });
