import type { Actor, Id } from '@oms/kernel';
import type { OpenPayment, PaymentCommand } from '../../domain/payment/commands';
import { paymentDecider } from '../../domain/payment/payment';
import type { PaymentRepository, RequestedChange } from '../ports/payment-repository';
import { inMemoryPaymentViews } from '../testing/in-memory-payment-views';
import { InMemoryPaymentStore } from '../testing/in-memory-payment-repository';
import { payOrder } from './pay-order';

const orderId = 'order-1' as Id<'Order'>;
const ada: Actor = { id: 'ada', scopes: new Set() };
const grace: Actor = { id: 'grace', scopes: new Set() };
const olga: Actor = { id: 'olga', scopes: new Set(['orders:operate']) };
const causation = { correlationId: 'test' };
const identity = { paymentId: 'payment-1' as Id<'Payment'>, orderId, customerId: 'ada' };
const amount = { amountMinor: 2_500n, currency: 'USD' };
const opened: OpenPayment = { type: 'OpenPayment', ...identity, amount, methodGiven: false };
const givenUp: PaymentCommand = { type: 'GiveUpPayment', ...identity, refundId: 'refund-1' as Id<'Refund'> };

/** Payments to which the events of orders come late: those in `late` are applied while it waits to catch up. */
const paymentsThat = (isCaughtUp: boolean, late: readonly PaymentCommand[] = []) => {
  const store = new InMemoryPaymentStore();
  const views = inMemoryPaymentViews(store);
  let waits = 0;
  const apply = async (commands: readonly PaymentCommand[]): Promise<void> => {
    await store.payments.change(
      commands.map((command) => ({
        orderId,
        causation,
        decide: (payment) => paymentDecider.decide(command, payment),
      })),
    );
  };
  const caughtUp = async (): Promise<boolean> => {
    waits += 1;
    await apply(late);
    return isCaughtUp;
  };
  const pay = (actor: Actor, token = 'pm_card_visa') => {
    const method = { type: 'CARD', token } as const;
    const request = { actor, causation: { ...causation, idempotencyKey: 'key-1' } };
    return payOrder({ payments: store.payments, views, caughtUp })({ orderId, method }, request);
  };
  return { apply, pay, store, steps: () => ({ waits, reads: views.reads() }) };
};

const paid = { kind: 'Succeeded', value: { payment: { orderId } } };
const notFound = { kind: 'Refused', refusal: 'PAYMENT_NOT_FOUND' };

describe('payOrder', () => {
  it('stores the method of an order that payments has a copy of, without waiting for events', async () => {
    const { apply, pay, steps, store } = paymentsThat(false);
    await apply([opened]);
    expect(await pay(ada)).toMatchObject(paid);
    expect(steps()).toMatchObject({ waits: 0 });
    expect(store.payment(orderId)).toMatchObject({ method: { type: 'CARD', token: 'pm_card_visa' } });
  });

  it('stores the method of an order whose event comes late', async () => {
    const { pay, steps } = paymentsThat(true, [opened]);
    expect(await pay(ada)).toMatchObject(paid);
    expect(steps()).toMatchObject({ waits: 1 });
  });

  it('resolves a repeated request to the first result, and refuses its key for another method', async () => {
    const { apply, pay } = paymentsThat(true);
    await apply([opened]);
    const first = await pay(ada);
    expect(await pay(ada)).toEqual(first);
    expect(await pay(ada, 'pm_card_mastercard')).toEqual({ kind: 'KeyReused' });
  });

  it('calls an order unknown after one wait and two reads', async () => {
    const { pay, steps } = paymentsThat(true);
    expect(await pay(ada)).toEqual(notFound);
    expect(steps()).toEqual({ waits: 1, reads: 2 });
  });

  it('does not call an order unknown while events are missing', async () => {
    expect(await paymentsThat(false).pay(ada)).toMatchObject({
      kind: 'Unavailable',
      reason: expect.stringContaining('try again') as string,
    });
  });

  it('treats another customer’s order like one that does not exist, in as many steps', async () => {
    const theirs = paymentsThat(true);
    await theirs.apply([opened]);
    const none = paymentsThat(true);
    expect(await theirs.pay(grace)).toEqual(await none.pay(grace));
    expect(theirs.steps()).toEqual(none.steps());
    const behind = paymentsThat(false);
    await behind.apply([opened]);
    expect(await behind.pay(grace)).toEqual(await paymentsThat(false).pay(grace));
  });

  it('is open to operators for the orders of all customers', async () => {
    const { apply, pay } = paymentsThat(false);
    await apply([opened]);
    expect(await pay(olga)).toMatchObject(paid);
  });

  it('waits for the events of this order', async () => {
    const keys: (readonly string[])[] = [];
    const store = new InMemoryPaymentStore();
    const caughtUp = (given: readonly string[]): Promise<boolean> => {
      keys.push(given);
      return Promise.resolve(true);
    };
    const pay = payOrder({ payments: store.payments, views: inMemoryPaymentViews(store), caughtUp });
    await pay({ orderId, method: { type: 'CARD', token: 'pm_card_visa' } }, { actor: ada, causation });
    expect(keys).toEqual([[orderId]]);
  });

  it('decides by the payment as it is locked, and under its own name', async () => {
    const changes: RequestedChange[] = [];
    const payments: PaymentRepository = {
      change: () => Promise.resolve([]),
      changeOnce: (_request, change) => {
        changes.push(change);
        return Promise.resolve({ kind: 'KeyReused' });
      },
    };
    const views = { customerOf: () => Promise.resolve('ada') };
    const method = { type: 'CARD', token: 'pm_card_visa' } as const;
    const pay = payOrder({ payments, views, caughtUp: () => Promise.resolve(true) });
    expect(await pay({ orderId, method }, { actor: ada, causation })).toEqual({ kind: 'KeyReused' });
    expect(changes).toMatchObject([{ operation: 'payOrder', input: { orderId, method }, payment: { orderId } }]);
    const refusal = 'PAYMENT_NOT_FOUND';
    expect(changes[0]?.decide(paymentDecider.initial)).toEqual({ accepted: false, refusal });
    const ofGrace = paymentDecider.evolve(paymentDecider.initial, {
      ...opened,
      type: 'PaymentOpened',
      customerId: 'grace',
    });
    expect(changes[0]?.decide(ofGrace)).toEqual({ accepted: false, refusal });
  });

  it('is refused for an order that was given up before its payment was opened', async () => {
    const { apply, pay } = paymentsThat(false);
    await apply([givenUp]);
    expect(await pay(ada)).toEqual({ kind: 'Refused', refusal: 'ORDER_NOT_PAYABLE' });
  });
});
