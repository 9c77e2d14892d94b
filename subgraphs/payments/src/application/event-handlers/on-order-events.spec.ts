import type { Id } from '@oms/kernel';
import type { PaymentEvent } from '../../domain/payment/events';
import { InMemoryPaymentStore } from '../testing/in-memory-payment-repository';
import type { PaymentChange } from '../ports/payment-repository';
import { onOrderCreated, onOrderGivenUp, onPaymentRequested } from './on-order-events';

const tea = { orderId: 'order-1' as Id<'Order'>, customerId: 'ada' };
const cup = { orderId: 'order-2' as Id<'Order'>, customerId: 'grace' };
const amount = { amountMinor: 2_500n, currency: 'USD' };
const method = { type: 'CARD', token: 'pm_card_visa' } as const;
const causation = { correlationId: 'correlation-1', causationId: 'event-1' };

const system = () => {
  const store = new InMemoryPaymentStore();
  const batches: (readonly PaymentChange[])[] = [];
  let made = 0;
  const newId = <Kind extends string>() => `id-${(made += 1).toString()}` as Id<Kind>;
  const payments = {
    change: (changes: readonly PaymentChange[]) => {
      batches.push(changes);
      return store.payments.change(changes);
    },
  };
  const typesOf = ({ orderId }: typeof tea): readonly PaymentEvent['type'][] =>
    store.events(orderId).map(({ type }) => type);
  return { store, batches, newId, payments, typesOf };
};

describe('the events of orders', () => {
  it('open their payments, in one change for all that arrive together', async () => {
    const { store, batches, newId, payments } = system();
    await onOrderCreated(newId)(payments, [
      { data: { ...tea, amount, methodGiven: true }, causation },
      { data: { ...cup, amount, methodGiven: false }, causation: { correlationId: 'correlation-2' } },
    ]);
    expect(store.payment(tea.orderId)).toMatchObject({
      status: 'Pending',
      id: 'id-1',
      ...tea,
      amount,
      methodGiven: true,
    });
    expect(store.payment(cup.orderId)).toMatchObject({ status: 'Pending', id: 'id-2', ...cup, methodGiven: false });
    expect(batches.map((changes) => changes.map((change) => change.causation.correlationId))).toEqual([
      ['correlation-1', 'correlation-2'],
    ]);
  });

  it('request an attempt, also of a payment that is not opened yet', async () => {
    const { store, newId, payments, typesOf } = system();
    await onPaymentRequested(newId)(payments, [{ data: { ...tea, amount, attempt: 1, method }, causation }]);
    expect(typesOf(tea)).toEqual(['PaymentOpened', 'AttemptRequested']);
    expect(await store.attempts.claim({ limit: 10, leaseMs: 1_000, except: [] })).toMatchObject([
      { paymentId: 'id-1', orderId: tea.orderId, amount, method, causation },
    ]);
  });

  it('give the payment up', async () => {
    const { store, newId, payments, typesOf } = system();
    await onOrderCreated(newId)(payments, [{ data: { ...tea, amount, methodGiven: true }, causation }]);
    await onOrderGivenUp(newId)(payments, [
      { data: tea, causation },
      { data: cup, causation },
    ]);
    expect(typesOf(tea)).toEqual(['PaymentOpened', 'PaymentGivenUp', 'PaymentFailed']);
    expect(typesOf(cup)).toEqual(['PaymentCancelledBeforeOpened', 'PaymentFailed']);
    expect(store.payment(cup.orderId)).toMatchObject({ status: 'CancelledBeforeOpened', ...cup });
  });

  it('have a payment that was captured refunded when its order is given up', async () => {
    const { store, newId, payments } = system();
    const { orderId } = tea;
    await onPaymentRequested(newId)(payments, [{ data: { ...tea, amount, attempt: 1, method }, causation }]);
    const capture = { type: 'PaymentCaptured', attempt: 1, amount, providerReference: 'pi_1' } as const;
    await store.payments.change([{ orderId, causation, decide: () => ({ accepted: true, events: [capture] }) }]);
    await onOrderGivenUp(newId)(payments, [{ data: tea, causation }]);
    const [refund] = await store.refunds.claim({ limit: 10, leaseMs: 1_000, except: [] });
    expect(refund).toMatchObject({ orderId, amount, providerReference: 'pi_1', refundId: 'id-3' });
  });
});
