import {
  paymentCaptured,
  paymentFailed,
  paymentMethodProvided,
  paymentRefunded,
  paymentRequested,
  productAdded,
  stockRejected,
  stockReleased,
  stockReserved,
} from '@oms/contracts';
import { newId } from '@oms/database';
import { eventually } from '@oms/testing';
import { createOrder, readOrder, twoTeas } from './documents';
import type { OrdersFixture } from './orders-fixture';

export interface Created {
  readonly order: Record<string, unknown> & { readonly id: string };
  readonly userErrors: readonly { readonly field: readonly string[]; readonly code: string }[];
}

/** Consumers are set up meanwhile. */
const START_WITHIN_MS = 30_000;

const money = { amountMinor: '2500', currency: 'USD' };
const lines = [{ sku: 'TEA-GREEN', quantity: 2 }];

/** The events of inventory and payments, by contract. */
export const participantsOf = ({ publish, publishedAbout }: OrdersFixture) => ({
  addProduct: (sku: string, changes: { active?: boolean; currency?: string } = {}) =>
    publish({
      contract: productAdded,
      subject: sku,
      data: {
        sku,
        name: `Name of ${sku}`,
        unitPrice: { amountMinor: '1250', currency: changes.currency ?? 'USD' },
        active: changes.active ?? true,
        onHand: 100,
        reorderPoint: 0,
        reorderQuantity: 0,
      },
    }),
  reserve: (orderId: string) => publish({ contract: stockReserved, orderId, data: { orderId, lines } }),
  reject: (orderId: string) =>
    publish({
      contract: stockRejected,
      orderId,
      data: { orderId, shortages: [{ sku: 'TEA-GREEN', requested: 2, available: 1 }] },
    }),
  release: (orderId: string) => publish({ contract: stockReleased, orderId, sequence: 2, data: { orderId, lines } }),
  provideMethod: (orderId: string, paymentId: string) =>
    publish({
      contract: paymentMethodProvided,
      orderId,
      subject: paymentId,
      data: { orderId, paymentId, methodType: 'CARD' },
    }),
  /** As payments does: not before the payment was requested. Streams are not ordered among each other. */
  capture: async (orderId: string) => {
    await eventually(() => {
      expect(publishedAbout(orderId).map(({ type }) => type)).toContain(paymentRequested.type);
    });
    return publish({
      contract: paymentCaptured,
      orderId,
      data: {
        orderId,
        paymentId: newId(),
        attempt: 1,
        amount: money,
        provider: 'simulator',
        providerReference: 'pi_1',
      },
    });
  },
  decline: (orderId: string, paymentId: string) =>
    publish({
      contract: paymentFailed,
      orderId,
      subject: paymentId,
      sequence: 2,
      data: { orderId, paymentId, attempt: 1, code: 'PAYMENT_DECLINED', message: 'The card was declined.' },
    }),
  refund: (orderId: string) =>
    publish({
      contract: paymentRefunded,
      orderId,
      data: { orderId, paymentId: newId(), refundId: newId(), amount: money, refundedTotal: money, full: true },
    }),
});

/** What customers do through the API, each under a name of their own. */
export const customersOf = (fixture: OrdersFixture) => {
  const createAs = async (who: string, input: object = twoTeas): Promise<Created> => {
    const { data, errors } = await fixture.request(who, createOrder, { input });
    expect(errors).toBeUndefined();
    return data?.['createOrder'] as Created;
  };
  const place = async (who: string, input: object = twoTeas): Promise<string> => {
    const { order, userErrors } = await createAs(who, input);
    expect(userErrors).toEqual([]);
    return order.id;
  };
  const readAs = async (who: string, id: string): Promise<Record<string, unknown> | null> =>
    (await fixture.request(who, readOrder, { id })).data?.['order'] as Record<string, unknown> | null;
  const becomes = (id: string, expected: object) =>
    eventually(async () => {
      expect(await readAs('olga', id)).toMatchObject(expected);
    });
  return { createAs, place, readAs, becomes };
};

/** Adds three products, and waits until orders has them in its price book. */
export const fillPriceBook = async (fixture: OrdersFixture): Promise<void> => {
  const { addProduct } = participantsOf(fixture);
  await addProduct('TEA-GREEN');
  await addProduct('OLD-TEA', { active: false });
  await addProduct('MATCHA', { currency: 'JPY' });
  await eventually(
    async () => {
      const { userErrors } = await customersOf(fixture).createAs('eve', {
        ...twoTeas,
        items: [{ sku: 'MATCHA', quantity: 1 }],
      });
      expect(userErrors).toEqual([]);
    },
    { withinMs: START_WITHIN_MS },
  );
};
