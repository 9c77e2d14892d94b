import type { Actor, Id } from '@oms/kernel';
import type { CheckoutInput } from '../../domain/checkout/checkout';
import { aGoodCard, timeouts } from '../../domain/testing/fixtures';
import { passDeadlines } from '../commands/pass-deadlines';
import { onParticipantEvents } from '../event-handlers/on-participant-events';
import { aCustomer, cancellingIn, participantEvent, placedIn, prices } from './fixtures';
import type { OrderStore } from './order-repository-contract';

/** What every store of orders guarantees about a payment method: it is published to payments once, and erased after that. */
export const tokenErasureContract = (open: () => Promise<OrderStore>): void => {
  let store: OrderStore;

  beforeAll(async () => {
    store = await open();
    await store.putPrices(prices);
  });
  afterAll(() => store.close());

  const place = async (actor: Actor): Promise<Id<'Order'>> => (await placedIn(store.orders)(actor)).id;
  const receiveWithin =
    (within: typeof timeouts) =>
    (...inputs: readonly (readonly [Id<'Order'>, CheckoutInput])[]): Promise<void> =>
      store.inTransaction((checkouts) =>
        onParticipantEvents(within)(
          checkouts,
          inputs.map(([id, input]) => participantEvent(id, input)),
        ),
      );
  const receive = receiveWithin(timeouts);
  const requested = async (actor: Actor, within = timeouts): Promise<Id<'Order'>> => {
    const id = await place(actor);
    await receiveWithin(within)([id, { type: 'StockReserved' }]);
    return id;
  };
  const timelineOf = async (id: Id<'Order'>): Promise<string> =>
    JSON.stringify(await store.views.timelines([id]), (_name, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    );
  const declined = { type: 'PaymentFailed', attempt: 1, code: 'PAYMENT_DECLINED', message: 'No' } as const;

  describe('the token of a payment method', () => {
    it('is in the request for payment', async () => {
      expect(await timelineOf(await requested(aCustomer()))).toContain(aGoodCard.token);
    });

    it.each([
      ['was captured', (id: Id<'Order'>) => receive([id, { type: 'PaymentCaptured', attempt: 1 }])],
      ['was declined', (id: Id<'Order'>) => receive([id, declined])],
      ['was cancelled', (id: Id<'Order'>, actor: Actor) => cancellingIn(store.orders)(actor, id)],
    ])('is erased once the payment %s', async (_, ends) => {
      const ada = aCustomer();
      const id = await requested(ada);
      await ends(id, ada);
      expect(await timelineOf(id)).toContain('payment-requested');
      expect(await timelineOf(id)).not.toContain(aGoodCard.token);
    });

    it('is erased once the payment took too long', async () => {
      const id = await requested(aCustomer(), { ...timeouts, paymentMs: 0 });
      await store.inTransaction(passDeadlines(timeouts));
      expect(await timelineOf(id)).toContain('PAYMENT_TIMEOUT');
      expect(await timelineOf(id)).not.toContain(aGoodCard.token);
    });

    it('is erased also when all events come in one batch', async () => {
      const id = await place(aCustomer());
      await receive([id, { type: 'StockReserved' }], [id, { type: 'PaymentCaptured', attempt: 1 }]);
      expect(await timelineOf(id)).not.toContain(aGoodCard.token);
    });

    it('of one order is kept when another’s is erased', async () => {
      const [one, other] = [await requested(aCustomer()), await requested(aCustomer())];
      await receive([one, { type: 'PaymentCaptured', attempt: 1 }], [other, { type: 'StockReleased' }]);
      expect(await timelineOf(one)).not.toContain(aGoodCard.token);
      expect(await timelineOf(other)).toContain(aGoodCard.token);
    });
  });
};
