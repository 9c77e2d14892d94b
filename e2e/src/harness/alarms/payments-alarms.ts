import { createHmac } from 'node:crypto';
import { eventually } from '@oms/testing';
import { type AlarmScenarios, type MeasuredSystem, SOON } from '../measured-system';

/** A provider that hangs, and a provider that reports a payment which was not requested. */
export const paymentsAlarms = (
  { system, fixture, admin, metric, query, waitForValue, waitForValueAbove }: MeasuredSystem,
  sku: string,
): AlarmScenarios => {
  const newOrder = (card?: string) => ({
    items: [{ sku, quantity: 1 }],
    ...(card !== undefined && { card }),
  });

  /** While the provider hangs, the outcome of a charge is unknown and refunds stay pending. */
  const whileProviderHangs = async (work: () => Promise<void>): Promise<void> => {
    system.process('payment-provider').signal('SIGSTOP');
    try {
      await work();
    } finally {
      system.process('payment-provider').signal('SIGCONT');
    }
  };

  const unknownAttempts = async (): Promise<void> => {
    const labels = { result: 'Unknown' };
    expect(await metric('payments_attempt_results_total', labels)).toBeUndefined();
    const { id } = await fixture.customer.placeOrder(newOrder());
    await whileProviderHangs(async () => {
      await eventually(() => fixture.customer.payOrder(id, 'pm_card_visa'), SOON);
      await waitForValueAbove('payments_attempt_results_total', labels, 0);
    });
    await fixture.customer.waitForOrder(id, { status: 'PAID' });
  };

  const overdueRefunds = async (): Promise<void> => {
    const { id } = await fixture.customer.placeOrder(newOrder('pm_card_visa'));
    await fixture.customer.waitForOrder(id, { status: 'PAID' });
    await whileProviderHangs(async () => {
      await fixture.customer.cancelOrder(id);
      const expected = () =>
        query(`select count(*)::integer as value from payments.refunds where state = 'PENDING' and claims > 10`);
      await eventually(async () => {
        await admin.query(`update payments.refunds set claims = 11 where state = 'PENDING'`);
        expect(await expected()).toBe(1);
      }, SOON);
      await waitForValue('payments_refunds_overdue', {}, expected);
    });
    await eventually(async () => {
      // After so many attempts the back-off to the next one is minutes.
      await admin.query(`update payments.refunds set due_at = now(), leased_until = null where state = 'PENDING'`);
      expect(await metric('payments_refunds_overdue')).toBe(0);
    }, SOON);
  };

  /** The provider reports a payment that was not requested. */
  const parkedWebhook = async (): Promise<void> => {
    const intent = {
      object: 'payment_intent',
      id: 'pi_unrequested',
      status: 'succeeded',
      amount: 100,
      amount_received: 100,
      currency: 'usd',
      metadata: {
        order_id: '0192f0c1-7a10-7000-8000-0000000000ad',
        payment_id: '0192f0c1-7a10-7000-8000-0000000000ae',
        attempt: '1',
      },
    };
    const body = JSON.stringify({ id: 'evt_unrequested', type: 'payment_intent.succeeded', data: { object: intent } });
    const at = Math.floor(Date.now() / 1_000).toString();
    const signature = createHmac('sha256', system.secrets.webhookSecret).update(`${at}.${body}`).digest('hex');
    const response = await fetch(`http://127.0.0.1:${system.ports.payments.toString()}/webhooks/payments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': `t=${at},v1=${signature}` },
      body,
    });
    expect(response.status).toBe(200);
    const expected = () => query(`select count(*)::integer as value from payments.webhooks where state = 'PARKED'`);
    await eventually(async () => {
      expect(await expected()).toBe(1);
    }, SOON);
    await waitForValue('payments_webhooks_parked_total', {}, expected);
  };

  return {
    payments_attempt_results_total: unknownAttempts,
    payments_refunds_overdue: overdueRefunds,
    payments_webhooks_parked_total: parkedWebhook,
  };
};
