import type { ClientRequest, Id, NewId } from '@oms/kernel';
import { paymentDecider } from '../../domain/payment/payment';
import type { Payment } from '../../domain/payment/state';
import type { AttemptQueue } from '../ports/attempt-queue';
import type { PaymentChange, PaymentRepository } from '../ports/payment-repository';
import type { RefundQueue } from '../ports/refund-queue';
import { price, testPayment, type TestPayment } from './payment-changes';

export interface StoresUnderTest {
  readonly payments: PaymentRepository;
  readonly attempts: AttemptQueue;
  readonly refunds: RefundQueue;
  readonly newId: NewId;
  /** The types of the order's published events, in order, each with its sequence. */
  readonly published: (orderId: Id<'Order'>) => Promise<readonly (readonly [type: string, sequence: number])[]>;
  /** As if so much time had gone by. */
  readonly pass: (ms: number) => Promise<void>;
}

/** What every repository of payments does. */
export const itStoresPayments = (open: () => StoresUnderTest): void => {
  let stores: StoresUnderTest;
  let payment: TestPayment;

  beforeEach(() => {
    stores = open();
    payment = testPayment(stores.newId);
  });

  /** Keys belong to an actor: each test has one of its own. */
  const clientRequest = (idempotencyKey?: string): ClientRequest => ({
    actor: { id: `actor-of-${payment.orderId}`, scopes: new Set() },
    causation: { correlationId: 'correlation-1', idempotencyKey },
  });

  const stored = async (): Promise<Payment> => {
    const seen: Payment[] = [];
    const look: PaymentChange = {
      orderId: payment.orderId,
      causation: { correlationId: 'look' },
      decide: (current) => {
        seen.push(current);
        return { accepted: true, events: [] };
      },
    };
    await stores.payments.change([look]);
    return seen.at(-1) ?? paymentDecider.initial;
  };

  describe('a repository of payments', () => {
    const histories: readonly (readonly [string, (of: TestPayment) => PaymentChange[]])[] = [
      ['open', (of) => [of.opening]],
      ['with a method', (of) => [of.opening, of.provide]],
      ['with the provider', (of) => [of.opening, of.provide, of.request]],
      ['declined', (of) => [of.opening, of.request, of.decline]],
      ['given up before it was opened', (of) => [of.giveUp]],
      ['given up', (of) => [of.opening, of.giveUp]],
      ['given up while with the provider', (of) => [of.opening, of.request, of.giveUp]],
      ['captured', (of) => [of.opening, of.request, of.capture]],
      ['being refunded', (of) => [of.opening, of.request, of.capture, of.refund(1_000n)]],
      ['refunded in part', (of) => [of.opening, of.request, of.capture, of.refund(1_000n), of.refundDone]],
      ['refunded', (of) => [of.opening, of.request, of.capture, of.refund(null), of.refundDone]],
      ['captured after it was given up', (of) => [of.opening, of.request, of.giveUp, of.capture]],
    ];

    it.each(histories)('stores a payment that is %s as its events made it', async (_, history) => {
      const changes = history(payment);
      let expected: Payment = paymentDecider.initial;
      for (const one of changes) {
        const [decision] = await stores.payments.change([one]);
        if (decision?.accepted !== true) throw new Error('Not a possible history.');
        expected = decision.events.reduce(paymentDecider.evolve, expected);
      }
      expect(await stored()).toEqual(expected);
    });

    it.each(histories)('stores the same of a payment that is %s when its changes are one batch', async (_, history) => {
      const changes = history(payment);
      const decisions = await stores.payments.change(changes);
      const events = decisions.flatMap((decision) => (decision.accepted ? decision.events : []));
      expect(await stored()).toEqual(events.reduce(paymentDecider.evolve, paymentDecider.initial));
    });

    it('publishes what other contexts need, numbered without a gap', async () => {
      await stores.payments.change([payment.opening, payment.provide, payment.request]);
      await stores.payments.change([payment.capture, payment.refund(null)]);
      await stores.payments.change([payment.refundDone]);
      expect(await stores.published(payment.orderId)).toEqual([
        ['MethodProvided', 1],
        ['PaymentCaptured', 2],
        ['PaymentRefunded', 3],
      ]);
    });

    it('applies the rest of a batch when one change is refused', async () => {
      const [refused, accepted] = await stores.payments.change([payment.provide, payment.opening]);
      expect([refused?.accepted, accepted?.accepted]).toEqual([false, true]);
      expect((await stored()).status).toBe('Pending');
    });

    it('applies nothing of a batch in which a decision throws', async () => {
      const faulty: PaymentChange = {
        ...payment.opening,
        decide: () => {
          throw new Error('A fault.');
        },
      };
      await expect(stores.payments.change([payment.opening, faulty])).rejects.toThrow('A fault.');
      expect((await stored()).status).toBe('Unopened');
    });

    it('takes a client’s request once for each key, and resolves a repeated one to the first result', async () => {
      await stores.payments.change([payment.opening]);
      const method = payment.provide.decide;
      const requested = {
        operation: 'payOrder',
        input: { token: 1 },
        payment: { orderId: payment.orderId },
        decide: method,
      };
      const first = await stores.payments.changeOnce(clientRequest('key-1'), requested);
      expect(first).toMatchObject({ kind: 'Succeeded', value: { payment: { status: 'PENDING' }, refund: null } });
      await stores.payments.change([payment.request, payment.capture]);
      expect(await stores.payments.changeOnce(clientRequest('key-1'), requested)).toEqual(first);
      expect(await stores.payments.changeOnce(clientRequest('key-1'), { ...requested, input: {} })).toEqual({
        kind: 'KeyReused',
      });
      expect(await stores.payments.changeOnce(clientRequest('key-2'), requested)).toEqual({
        kind: 'Refused',
        refusal: 'ORDER_NOT_PAYABLE',
      });
    });

    it('resolves a client’s refund to the same refund when it is repeated', async () => {
      await stores.payments.change([payment.request, payment.capture]);
      const { paymentId, refundId } = payment;
      const requested = {
        operation: 'refundPayment',
        input: {},
        payment: { paymentId },
        decide: payment.refund(500n).decide,
      };
      const first = await stores.payments.changeOnce(clientRequest('key-1'), requested);
      expect(first).toMatchObject({
        kind: 'Succeeded',
        value: {
          payment: { id: paymentId, amount: price, refunds: [{ id: refundId }] },
          refund: { id: refundId, amount: { amountMinor: 500n }, createdAt: expect.any(Number) as number },
        },
      });
      expect(await stores.payments.changeOnce(clientRequest('key-1'), requested)).toEqual(first);
    });

    it('stores no refusal of a client’s request, so that it may succeed later', async () => {
      const requested = {
        operation: 'payOrder',
        input: {},
        payment: { orderId: payment.orderId },
        decide: payment.provide.decide,
      };
      const refused = { kind: 'Refused', refusal: 'PAYMENT_NOT_FOUND' };
      expect(await stores.payments.changeOnce(clientRequest('key-1'), requested)).toEqual(refused);
      const unknown = { ...requested, payment: { paymentId: payment.paymentId } };
      expect(await stores.payments.changeOnce(clientRequest('key-1'), unknown)).toEqual(refused);
      await stores.payments.change([payment.opening]);
      expect(await stores.payments.changeOnce(clientRequest('key-1'), requested)).toMatchObject({ kind: 'Succeeded' });
    });

    it('applies each request of a client without a key', async () => {
      await stores.payments.change([payment.opening]);
      const requested = {
        operation: 'payOrder',
        input: {},
        payment: { orderId: payment.orderId },
        decide: payment.provide.decide,
      };
      await stores.payments.changeOnce(clientRequest(), requested);
      await stores.payments.changeOnce(clientRequest(), requested);
      expect(await stores.published(payment.orderId)).toHaveLength(2);
    });

    it('lets one of many writers request the attempt', async () => {
      const decisions = await Promise.all(Array.from({ length: 10 }, () => stores.payments.change([payment.request])));
      const events = decisions.flat().flatMap((decision) => (decision.accepted ? decision.events : []));
      expect(events.map(({ type }) => type)).toEqual(['PaymentOpened', 'AttemptRequested']);
    });
  });
};
