import type { Actor, ClientRequest, Id } from '@oms/kernel';
import type { PaymentCommand } from '../../domain/payment/commands';
import { paymentDecider } from '../../domain/payment/payment';
import type { PaymentRepository, RequestedChange } from '../ports/payment-repository';
import { InMemoryPaymentStore } from '../testing/in-memory-payment-repository';
import { refundPayment, type RefundPayment } from './refund-payment';

const orderId = 'order-1' as Id<'Order'>;
const paymentId = 'payment-1' as Id<'Payment'>;
const olga: Actor = { id: 'olga', scopes: new Set(['payments:manage']) };
const amount = { amountMinor: 2_500n, currency: 'USD' };
const method = { type: 'CARD', token: 'pm_card_visa' } as const;
const requested: PaymentCommand = {
  type: 'RequestPayment',
  paymentId,
  orderId,
  customerId: 'ada',
  amount,
  attempt: 1,
  method,
};
const captured: PaymentCommand = {
  type: 'RecordCapture',
  attempt: 1,
  amount,
  providerReference: 'pi_1',
  refundId: 'unused' as Id<'Refund'>,
};

const system = async (...history: readonly PaymentCommand[]) => {
  const store = new InMemoryPaymentStore();
  let made = 0;
  const newId = <Kind extends string>() => `refund-${(made += 1).toString()}` as Id<Kind>;
  const apply = (commands: readonly PaymentCommand[]) =>
    store.payments.change(
      commands.map((command) => ({
        orderId,
        causation: { correlationId: 'test' },
        decide: (payment) => paymentDecider.decide(command, payment),
      })),
    );
  await apply(history);
  const refund = (command: Partial<RefundPayment> = {}, idempotencyKey?: string) => {
    const request: ClientRequest = { actor: olga, causation: { correlationId: 'test', idempotencyKey } };
    return refundPayment({ payments: store.payments, newId })(
      { paymentId, amount: null, reason: null, ...command },
      request,
    );
  };
  return { store, apply, refund };
};

const part = { amount: { ...amount, amountMinor: 500n } };

describe('refundPayment', () => {
  it('requests a refund of all that is left', async () => {
    const { refund } = await system(requested, captured);
    expect(await refund()).toMatchObject({
      kind: 'Succeeded',
      value: { payment: { id: paymentId }, refund: { id: 'refund-1', amount, status: 'PENDING' } },
    });
  });

  it('resolves to the refund that it has requested, and to no other', async () => {
    const { refund } = await system(requested, captured);
    await refund(part);
    expect(await refund(part)).toMatchObject({ value: { refund: { id: 'refund-2' }, payment: { refunds: [{}, {}] } } });
  });

  it('takes effect once for each key, and resolves a repeated request to the first result', async () => {
    const { refund, store } = await system(requested, captured);
    const first = await refund(part, 'key-1');
    expect(await refund(part, 'key-1')).toEqual(first);
    expect(await refund({ amount: { ...amount, amountMinor: 600n } }, 'key-1')).toEqual({ kind: 'KeyReused' });
    expect(await refund({ ...part, reason: 'Broken.' }, 'key-1')).toEqual({ kind: 'KeyReused' });
    expect(store.payment(orderId)).toMatchObject({ refunds: [{ id: 'refund-1' }] });
  });

  it('stores no refusal: the same request may succeed later', async () => {
    const { refund, apply } = await system(requested);
    expect(await refund(part, 'key-1')).toEqual({ kind: 'Refused', refusal: 'NOTHING_CAPTURED' });
    await apply([captured]);
    expect(await refund(part, 'key-1')).toMatchObject({ kind: 'Succeeded' });
  });

  it('has keys of its own, and decides under its own name', async () => {
    const changes: RequestedChange[] = [];
    const payments: PaymentRepository = {
      change: () => Promise.resolve([]),
      changeOnce: (_request, change) => {
        changes.push(change);
        return Promise.resolve({ kind: 'KeyReused' });
      },
    };
    const newId = <Kind extends string>() => 'refund-1' as Id<Kind>;
    const request: ClientRequest = { actor: olga, causation: { correlationId: 'test' } };
    await refundPayment({ payments, newId })({ paymentId, ...part, reason: 'Broken.' }, request);
    expect(changes).toMatchObject([
      {
        operation: 'refundPayment',
        input: { paymentId, amount: { amountMinor: '500', currency: 'USD' }, reason: 'Broken.' },
        payment: { paymentId },
      },
    ]);
  });

  it('is refused for an unknown payment', async () => {
    const { refund } = await system();
    expect(await refund()).toEqual({ kind: 'Refused', refusal: 'PAYMENT_NOT_FOUND' });
  });
});
