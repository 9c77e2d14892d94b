import { createHmac } from 'node:crypto';
import { eventually } from '@oms/testing';
import { type AlarmProofs, type MeasuredSystem, SOON } from '../measured';

/** A provider that hangs, and one that tells of what nobody asked for. */
export const paymentsAlarms = (
  { system, shop, admin, metric, query, isAt, isAbove }: MeasuredSystem,
  sku: string,
): AlarmProofs => {
  const basket = (card?: string) => ({
    items: [{ sku, quantity: 1 }],
    ...(card !== undefined && { card }),
  });

  /** A provider that hangs: what is sent to it is unknown, and what it owes stays owed. */
  const hangingProvider = async (work: () => Promise<void>): Promise<void> => {
    system.process('payment-provider').signal('SIGSTOP');
    try {
      await work();
    } finally {
      system.process('payment-provider').signal('SIGCONT');
    }
  };

  const unknownAttempts = async (): Promise<void> => {
    const labels = { finding: 'Unknown' };
    expect(await metric('payments_attempt_findings_total', labels)).toBeUndefined();
    const { id } = await shop.ada.places(basket());
    await hangingProvider(async () => {
      await eventually(() => shop.ada.pays(id, 'pm_card_visa'), SOON);
      await isAbove('payments_attempt_findings_total', labels, 0);
    });
    await shop.ada.comesToSee(id, { status: 'PAID' });
  };

  const overdueRefunds = async (): Promise<void> => {
    const { id } = await shop.ada.places(basket('pm_card_visa'));
    await shop.ada.comesToSee(id, { status: 'PAID' });
    await hangingProvider(async () => {
      await shop.ada.cancels(id);
      const truth = () =>
        query(`select count(*)::integer as value from payments.refunds where state = 'PENDING' and claims > 10`);
      await eventually(async () => {
        await admin.query(`update payments.refunds set claims = 11 where state = 'PENDING'`);
        expect(await truth()).toBe(1);
      }, SOON);
      await isAt('payments_refunds_overdue', {}, truth);
    });
    await eventually(async () => {
      // After so many tries the next one would be minutes away.
      await admin.query(`update payments.refunds set due_at = now(), leased_until = null where state = 'PENDING'`);
      expect(await metric('payments_refunds_overdue')).toBe(0);
    }, SOON);
  };

  /** The provider tells of a payment that nobody asked for. */
  const parkedWebhook = async (): Promise<void> => {
    const intent = {
      object: 'payment_intent',
      id: 'pi_of_nobody',
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
    const body = JSON.stringify({ id: 'evt_of_nobody', type: 'payment_intent.succeeded', data: { object: intent } });
    const at = Math.floor(Date.now() / 1_000).toString();
    const signature = createHmac('sha256', system.secrets.webhookSecret).update(`${at}.${body}`).digest('hex');
    const response = await fetch(`http://127.0.0.1:${system.ports.payments.toString()}/webhooks/payments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': `t=${at},v1=${signature}` },
      body,
    });
    expect(response.status).toBe(200);
    const truth = () => query(`select count(*)::integer as value from payments.webhooks where state = 'PARKED'`);
    await eventually(async () => {
      expect(await truth()).toBe(1);
    }, SOON);
    await isAt('payments_webhooks_parked_total', {}, truth);
  };

  return {
    payments_attempt_findings_total: unknownAttempts,
    payments_refunds_overdue: overdueRefunds,
    payments_webhooks_parked_total: parkedWebhook,
  };
};
