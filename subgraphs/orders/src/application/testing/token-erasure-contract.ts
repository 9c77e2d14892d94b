import type { CheckoutInput } from '../../domain/checkout/checkout';
import type { OrderId } from '../../domain/order/values';
import { aGoodCard, patience } from '../../domain/testing/given';
import { cancelOrder } from '../cancel-order';
import { createOrder } from '../create-order';
import { hearEvents } from '../hear-events';
import { passDeadlines } from '../pass-deadlines';
import type { Viewer } from '../viewer';
import { aCustomer, anOrderOf, causation, heard, prices } from './given';
import { catalogueLog, identifiers, type OrdersStore } from './orders-contract';

/** What every store of orders keeps to about payment methods: it tells payments of one, and forgets it afterwards. */
export const erasedTokensContract = (open: () => Promise<OrdersStore>): void => {
  let store: OrdersStore;

  beforeAll(async () => {
    store = await open();
    await store.putPrices(prices);
  });
  afterAll(() => store.close());

  const create = async (viewer: Viewer): Promise<OrderId> => {
    const answer = await createOrder({ orders: store.orders, identifiers, patience, catalogueLog })(anOrderOf(viewer));
    if (answer.kind !== 'Done') throw new Error('The order was refused.');
    return answer.order.id;
  };
  const hearWith =
    (terms: typeof patience) =>
    (...inputs: readonly (readonly [OrderId, CheckoutInput])[]): Promise<void> =>
      store.inTransaction((checkouts) =>
        hearEvents(terms)(
          checkouts,
          inputs.map(([id, input]) => heard(id, input)),
        ),
      );
  const hear = hearWith(patience);
  const cancel = (viewer: Viewer, orderId: OrderId) =>
    cancelOrder({ orders: store.orders, patience })({
      viewer,
      idempotencyKey: undefined,
      causation,
      input: { orderId, reason: null },
    });
  const requested = async (viewer: Viewer, terms = patience): Promise<OrderId> => {
    const id = await create(viewer);
    await hearWith(terms)([id, { type: 'StockReserved' }]);
    return id;
  };
  const storyOf = async (id: OrderId): Promise<string> =>
    JSON.stringify(await store.views.timelines([id]), (_name, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    );
  const declined = { type: 'PaymentFailed', attempt: 1, code: 'PAYMENT_DECLINED', message: 'No' } as const;

  describe('the token of a payment method', () => {
    it('is told to payments', async () => {
      expect(await storyOf(await requested(aCustomer()))).toContain(aGoodCard.token);
    });

    it.each([
      ['was captured', (id: OrderId) => hear([id, { type: 'PaymentCaptured', attempt: 1 }])],
      ['was declined', (id: OrderId) => hear([id, declined])],
      ['was cancelled', (id: OrderId, viewer: Viewer) => cancel(viewer, id)],
    ])('is forgotten once the payment %s', async (_, ends) => {
      const ada = aCustomer();
      const id = await requested(ada);
      await ends(id, ada);
      expect(await storyOf(id)).toContain('payment-requested');
      expect(await storyOf(id)).not.toContain(aGoodCard.token);
    });

    it('is forgotten once the payment took too long', async () => {
      const id = await requested(aCustomer(), { ...patience, paymentMs: 0 });
      await store.inTransaction(passDeadlines(patience));
      expect(await storyOf(id)).toContain('PAYMENT_TIMEOUT');
      expect(await storyOf(id)).not.toContain(aGoodCard.token);
    });

    it('is forgotten also when all of it is heard at once', async () => {
      const id = await create(aCustomer());
      await hear([id, { type: 'StockReserved' }], [id, { type: 'PaymentCaptured', attempt: 1 }]);
      expect(await storyOf(id)).not.toContain(aGoodCard.token);
    });

    it('of one order is kept when another’s is forgotten', async () => {
      const [one, other] = [await requested(aCustomer()), await requested(aCustomer())];
      await hear([one, { type: 'PaymentCaptured', attempt: 1 }], [other, { type: 'StockReleased' }]);
      expect(await storyOf(one)).not.toContain(aGoodCard.token);
      expect(await storyOf(other)).toContain(aGoodCard.token);
    });
  });
};
