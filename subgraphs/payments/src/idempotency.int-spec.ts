import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, itTakesEachMutationOnce, type KeyedMutations } from '@oms/testing';
import { PaymentsFixture } from './testing/payments-fixture';

const typeDefs = readFileSync(join(__dirname, '..', 'schema.graphql'), 'utf8');

const SETTLED_WITHIN_MS = 20_000;

let payments: PaymentsFixture;

beforeAll(async () => {
  payments = await PaymentsFixture.open();
});
afterAll(() => payments.close());

const captured = async (): Promise<string> => {
  const order = await payments.paidWith('pm_card_visa');
  return eventually(
    async () => {
      const payment = (await payments.payment(order)) as { id: string; status: string };
      expect(payment.status).toBe('CAPTURED');
      return payment.id;
    },
    { withinMs: SETTLED_WITHIN_MS },
  );
};

const mutations: KeyedMutations = {
  ask: (query, variables, headers) => payments.send({ persona: 'operator', query, variables, headers }),
  prepare: {
    payOrder: async () => {
      const { orderId } = await payments.orders.created({ paymentMethodGiven: false });
      const type = 'payments.payment-method-provided.v1';
      return {
        arguments: { input: { orderId, payment: { type: 'CARD', token: 'pm_card_visa' } } },
        otherArguments: { input: { orderId, payment: { type: 'CARD', token: 'pm_card_mastercard' } } },
        effects: () =>
          payments.rowCount('select 1 from payments.events where type = $1 and order_id = $2', [type, orderId]),
      };
    },
    refundPayment: async () => {
      const paymentId = await captured();
      const amount = { amount: '5.00', currencyCode: 'USD' };
      return {
        arguments: { input: { paymentId, amount } },
        otherArguments: { input: { paymentId, amount: { ...amount, amount: '6.00' } } },
        effects: () => payments.rowCount('select 1 from payments.refunds where payment_id = $1', [paymentId]),
      };
    },
  },
};

describe('a mutation of payments', () => {
  itTakesEachMutationOnce(typeDefs, () => mutations);
});
