import { orderCancelled, orderCreated, paymentRequested, type Envelope, type EventContract } from '@oms/contracts';
import { newId } from '@oms/database';
import type { Broker } from '@oms/messaging';
import { envelopeOf, playedLog, type PlayedLog } from '@oms/messaging/testing';

export interface OrderForTest {
  readonly orderId: string;
  readonly customerId: string;
  readonly amountMinor: string;
}

/** The events of orders, published by a test. */
export class OrderEvents {
  readonly #log: PlayedLog;
  readonly #sequences = new Map<string, number>();

  private constructor(log: PlayedLog) {
    this.#log = log;
  }

  static async open(broker: Broker): Promise<OrderEvents> {
    return new OrderEvents(await playedLog(broker, 'orders'));
  }

  async publish<Data>(contract: EventContract<Data>, orderId: string, data: Data): Promise<Envelope<Data>> {
    const sequence = (this.#sequences.get(orderId) ?? 0) + 1;
    this.#sequences.set(orderId, sequence);
    const correlationId = `correlation-${orderId}`;
    const event = envelopeOf(contract, { orderId, sequence, correlationId, data: contract.data.parse(data) });
    await this.publishAgain(event);
    return event;
  }

  async publishAgain(event: Envelope): Promise<void> {
    await this.#log.publish([event]);
  }

  async created({ paymentMethodGiven = true, customerId = 'ada', amountMinor = '2500' } = {}): Promise<OrderForTest> {
    const order = { orderId: newId(), customerId, amountMinor };
    const money = { amountMinor: order.amountMinor, currency: 'USD' };
    await this.publish(orderCreated, order.orderId, {
      orderId: order.orderId,
      number: 'A-1',
      customerId,
      source: 'API',
      lines: [{ sku: 'tea', name: 'Tea', quantity: 1, unitPrice: money }],
      total: money,
      contact: { email: null, phone: null },
      shippingAddress: {
        name: 'Ada',
        line1: 'Main Street 1',
        line2: null,
        city: 'London',
        region: null,
        postalCode: 'N1',
        countryCode: 'GB',
      },
      paymentMethodGiven,
    });
    return order;
  }

  paymentRequested(order: OrderForTest, token: string | null, attempt = 1): Promise<Envelope> {
    const { orderId, customerId, amountMinor } = order;
    const method = token === null ? null : ({ type: 'CARD', token } as const);
    const amount = { amountMinor, currency: 'USD' };
    return this.publish(paymentRequested, orderId, { orderId, customerId, amount, attempt, method });
  }

  cancelled({ orderId, customerId }: OrderForTest): Promise<Envelope> {
    const data = { orderId, customerId, number: 'A-1', from: 'PENDING', reason: null } as const;
    return this.publish(orderCancelled, orderId, data);
  }
}
