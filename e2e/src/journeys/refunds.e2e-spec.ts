import { eventually } from '@oms/testing';
import { shop } from '../harness/shared-shop';

const AT_ONCE = 12;
const SETTLED_WITHIN_MS = 30_000;

const { ada, olga, provider, stocks } = shop();

const paymentDocument = `query ($id: ID!) { order(id: $id) { payment { id } saga { status } } }`;
const refundDocument = `mutation ($input: RefundPaymentInput!) {
  refundPayment(input: $input) { refund { id } userErrors { code } }
}`;

interface Seen {
  readonly order: { readonly payment: { readonly id: string }; readonly saga: { readonly status: string } };
}
interface Refunded {
  readonly refundPayment: { readonly refund: { readonly id: string } | null; readonly userErrors: readonly unknown[] };
}

const look = async (id: string): Promise<Seen['order']> => (await olga.client.ask<Seen>(paymentDocument, { id })).order;

const captured = async (name: string): Promise<{ readonly id: string; readonly paymentId: string }> => {
  const sku = await stocks(name, 5, '12.50');
  const { id } = await ada.places({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa' });
  await ada.comesToSee(id, { status: 'PAID', payment: { status: 'CAPTURED' } });
  return { id, paymentId: (await look(id)).payment.id };
};

const amount = { amount: '5.00', currencyCode: 'USD' };

describe('twelve refunds of 5.00 at once, of an order of 12.50', () => {
  it('give back no more than was captured, and do not keep its cancellation from settling', async () => {
    const { id, paymentId } = await captured('REFUND-RACE');
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, () =>
        olga.client.ask<Refunded>(refundDocument, { input: { paymentId, amount } }),
      ),
    );
    expect(answers.filter(({ refundPayment }) => refundPayment.refund !== null)).toHaveLength(2);
    await ada.comesToSee(id, { payment: { status: 'PARTIALLY_REFUNDED', refundedAmount: { amount: '10.00' } } });
    expect(await provider.balanceOf(id)).toBe(250);

    expect((await ada.cancels(id)).userErrors).toEqual([]);
    await ada.comesToSee(id, { status: 'CANCELLED', payment: { status: 'REFUNDED' } });
    expect(await provider.balanceOf(id)).toBe(0);
    await eventually(
      async () => {
        expect((await look(id)).saga).toEqual({ status: 'COMPENSATED' });
      },
      { withinMs: SETTLED_WITHIN_MS },
    );
  });
});

describe('a refund with an Idempotency-Key header', () => {
  it('is given once through the gateway, however often it is asked for', async () => {
    const { id, paymentId } = await captured('REFUND-KEY');
    const request = {
      query: refundDocument,
      variables: { input: { paymentId, amount } },
      headers: { 'idempotency-key': `refund-${paymentId}` },
    };
    const [first, ...others] = await Promise.all(
      Array.from({ length: AT_ONCE }, () => olga.client.send<Refunded>(request)),
    );
    expect(first).toMatchObject({ errors: [], data: { refundPayment: { userErrors: [] } } });
    for (const other of others) expect(other).toEqual(first);
    await ada.comesToSee(id, { payment: { status: 'PARTIALLY_REFUNDED', refundedAmount: { amount: '5.00' } } });
    expect(await provider.balanceOf(id)).toBe(750);
  });
});
