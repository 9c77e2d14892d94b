import type { PaymentCommand } from '../domain/payment/commands';
import { paymentDecider } from '../domain/payment/payment';
import type { Actor } from '@oms/kernel';
import { payOrder } from './pay-order';
import type { IdempotentRequests } from './ports/idempotent-requests';
import { InMemoryPaymentStore } from './testing/in-memory-payments';
import { inMemoryPaymentViews } from './testing/in-memory-views';

const orderId = 'order-1';
const ada: Actor = { id: 'ada', scopes: new Set() };
const grace: Actor = { id: 'grace', scopes: new Set() };
const causation = { correlationId: 'test' };
const identity = { paymentId: 'payment-1', orderId, customerId: 'ada' };
const amount = { amountMinor: 2_500n, currency: 'USD' };
const opened: PaymentCommand = { type: 'OpenPayment', ...identity, amount, methodGiven: false };
const givenUp: PaymentCommand = { type: 'GiveUpPayment', ...identity, refundId: 'refund-1' };

/** Payments to which the events of orders come late: `onItsWay` is applied when it is asked whether it has caught up. */
const paymentsThat = (answer: 'caught-up' | 'behind', onItsWay: readonly PaymentCommand[] = []) => {
  const stores = new InMemoryPaymentStore();
  const views = inMemoryPaymentViews(stores);
  let asked = 0;
  const hear = async (commands: readonly PaymentCommand[]): Promise<void> => {
    await stores.payments.change(
      commands.map((command) => ({
        orderId,
        causation,
        decide: (payment) => paymentDecider.decide(command, payment),
      })),
    );
  };
  const orderLog = {
    caughtUp: async () => {
      asked += 1;
      await hear(onItsWay);
      return answer;
    },
  };
  const requests: IdempotentRequests = {
    once: async (_request, effect) => {
      const done = await effect({ payments: stores.payments, views });
      return { reused: false, answer: done.answer };
    },
  };
  const pay = (actor: Actor) => {
    const method = { type: 'CARD', token: 'pm_card_visa' } as const;
    return payOrder({ requests, views, orderLog })(
      { orderId, method, idempotencyKey: undefined },
      { actor, causation },
    );
  };
  return { hear, pay, steps: () => ({ asked, reads: views.reads() }) };
};

const paid = { reused: false, answer: { paid: true, payment: { orderId } } };
const notFound = { reused: false, answer: { paid: false, refusal: 'PAYMENT_NOT_FOUND' } };

describe('payOrder', () => {
  it('takes the method for an order that payments has heard of, and asks orders nothing', async () => {
    const { hear, pay, steps } = paymentsThat('behind');
    await hear([opened]);
    expect(await pay(ada)).toMatchObject(paid);
    expect(steps()).toMatchObject({ asked: 0 });
  });

  it('takes the method for an order whose event is still on its way', async () => {
    const { pay, steps } = paymentsThat('caught-up', [opened]);
    expect(await pay(ada)).toMatchObject(paid);
    expect(steps()).toMatchObject({ asked: 1 });
  });

  it('calls an order unknown after one question and two reads', async () => {
    const { pay, steps } = paymentsThat('caught-up');
    expect(await pay(ada)).toEqual(notFound);
    expect(steps()).toEqual({ asked: 1, reads: 2 });
  });

  it('does not call an order unknown while payments is behind', async () => {
    expect(await paymentsThat('behind').pay(ada)).toBe('behind');
  });

  it('shows somebody else’s order exactly as one that does not exist, in as many steps', async () => {
    const theirs = paymentsThat('caught-up');
    await theirs.hear([opened]);
    const none = paymentsThat('caught-up');
    expect(await theirs.pay(grace)).toEqual(await none.pay(grace));
    expect(theirs.steps()).toEqual(none.steps());
    const behind = paymentsThat('behind');
    await behind.hear([opened]);
    expect(await behind.pay(grace)).toBe(await paymentsThat('behind').pay(grace));
  });

  it('says of an order that was given up before it was opened that it cannot be paid', async () => {
    const { hear, pay } = paymentsThat('behind');
    await hear([givenUp]);
    expect(await pay(ada)).toEqual({ reused: false, answer: { paid: false, refusal: 'ORDER_NOT_PAYABLE' } });
  });
});
