import Stripe from 'stripe';
import { payFor, RunningProvider } from './testing/running-provider';

let provider: RunningProvider;

beforeEach(async () => {
  provider = await RunningProvider.open();
});

afterEach(async () => {
  await provider.close();
});

describe('a charge', () => {
  it('is captured at once with a good card', async () => {
    const intent = await provider.stripe.paymentIntents.create(payFor('order-1'));
    expect(intent).toMatchObject({ status: 'succeeded', amount: 2_500, amount_received: 2_500, currency: 'usd' });
    await expect(provider.stripe.paymentIntents.retrieve(intent.id)).resolves.toMatchObject({ status: 'succeeded' });
  });

  it.each([
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', ''],
  ])('with %s is declined as %s', async (method, code, declineCode) => {
    const error = await provider.stripe.paymentIntents
      .create(payFor('order-1', method))
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({ code, statusCode: 402, payment_intent: { status: 'requires_payment_method' } });
    expect(error).toHaveProperty('decline_code', declineCode);
  });

  it('is refused for a method, an amount or a parameter that does not exist', async () => {
    await expect(provider.stripe.paymentIntents.create(payFor('order-1', 'pm_nobody'))).rejects.toMatchObject({
      code: 'resource_missing',
      param: 'payment_method',
    });
    await expect(provider.stripe.paymentIntents.create(payFor('order-1', 'pm_card_visa', 0))).rejects.toMatchObject({
      param: 'amount',
    });
    await expect(
      provider.stripe.paymentIntents.create({ ...payFor('order-1'), customer: 'cus_1' }),
    ).rejects.toMatchObject({
      code: 'parameter_unknown',
      param: 'customer',
    });
  });

  it('is found by its metadata', async () => {
    const intent = await provider.stripe.paymentIntents.create(payFor('order-1'));
    await provider.stripe.paymentIntents.create(payFor('order-2'));
    await expect(provider.searchFor('order-1')).resolves.toMatchObject([{ id: intent.id }]);
    await expect(provider.searchFor('order-3')).resolves.toEqual([]);
  });

  it('requires the API key', async () => {
    await expect(provider.clientWith('sk_wrong').paymentIntents.create(payFor('order-1'))).rejects.toMatchObject({
      statusCode: 401,
    });
    await expect(provider.searchFor('order-1')).resolves.toEqual([]);
  });
});

describe('an idempotency key', () => {
  const keyed = { idempotencyKey: 'attempt-1' };

  it('repeats the first response', async () => {
    const first = await provider.stripe.paymentIntents.create(payFor('order-1'), keyed);
    const second = await provider.stripe.paymentIntents.create(payFor('order-1'), keyed);
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    await expect(provider.searchFor('order-1')).resolves.toHaveLength(1);
  });

  it('repeats a decline', async () => {
    const attempt = () => provider.stripe.paymentIntents.create(payFor('order-1', 'pm_card_chargeDeclined'), keyed);
    const [first, second] = [await attempt().catch((e: unknown) => e), await attempt().catch((e: unknown) => e)];
    expect(first).toMatchObject({ code: 'card_declined' });
    expect(second).toMatchObject({
      payment_intent: { id: (first as Stripe.errors.StripeCardError).payment_intent?.id },
    });
  });

  it('is refused for another request', async () => {
    await provider.stripe.paymentIntents.create(payFor('order-1'), keyed);
    await expect(provider.stripe.paymentIntents.create(payFor('order-2'), keyed)).rejects.toMatchObject({
      type: 'StripeIdempotencyError',
      statusCode: 400,
    });
  });

  it('is refused while its first request is in flight', async () => {
    const [first, second] = await Promise.allSettled([
      provider.stripe.paymentIntents.create(payFor('order-1', 'pm_sim_late_60'), keyed),
      provider.stripe.paymentIntents.create(payFor('order-1', 'pm_sim_late_60'), keyed),
    ]);
    expect(first.status).toBe('rejected');
    expect(second).toMatchObject({ reason: { statusCode: 409 } });
  });

  it('repeats the first response after a restart', async () => {
    const first = await provider.stripe.paymentIntents.create(payFor('order-1'), keyed);
    await provider.restart();
    await expect(provider.stripe.paymentIntents.create(payFor('order-1'), keyed)).resolves.toMatchObject({
      id: first.id,
    });
  });
});

describe('an injected fault', () => {
  it.each(['pm_sim_silent', 'pm_sim_error_500', 'pm_sim_html', 'pm_sim_delayed_500'])(
    'charges once with %s, although the caller receives no usable response',
    async (method) => {
      await expect(provider.stripe.paymentIntents.create(payFor('order-1', method))).rejects.toThrow();
      await expect(provider.searchFor('order-1')).resolves.toMatchObject([{ status: 'succeeded' }]);
    },
  );

  it.each(['pm_sim_silent_uncharged', 'pm_sim_rate_limited_once'])(
    'charges nothing with %s, until a second request with the same key',
    async (method) => {
      const keyed = { idempotencyKey: 'attempt-1' };
      await expect(provider.stripe.paymentIntents.create(payFor('order-1', method), keyed)).rejects.toThrow();
      await expect(provider.searchFor('order-1')).resolves.toEqual([]);
      await expect(provider.stripe.paymentIntents.create(payFor('order-1', method), keyed)).resolves.toMatchObject({
        status: 'succeeded',
      });
    },
  );

  it('resets the connection with pm_sim_reset after charging, and with pm_sim_reset_uncharged before', async () => {
    await expect(provider.createPlainly('pm_sim_reset_uncharged')).rejects.toThrow('fetch failed');
    await expect(provider.searchFor('order-1')).resolves.toEqual([]);
    await expect(provider.createPlainly('pm_sim_reset')).rejects.toThrow('fetch failed');
    await expect(provider.searchFor('order-1')).resolves.toMatchObject([{ status: 'succeeded' }]);
  });

  it('repeats a 500 to the same key, as Stripe does', async () => {
    const attempt = () =>
      provider.stripe.paymentIntents.create(payFor('order-1', 'pm_sim_error_500_uncharged'), {
        idempotencyKey: 'attempt-1',
      });
    await expect(attempt()).rejects.toMatchObject({ statusCode: 500 });
    await expect(attempt()).rejects.toMatchObject({ statusCode: 500, headers: { 'idempotent-replayed': 'true' } });
    await expect(provider.searchFor('order-1')).resolves.toEqual([]);
  });

  it('affects the configured share of all charges', async () => {
    await provider.fetch('PUT', '/control/faults', { error500Percent: 100 });
    await expect(provider.stripe.paymentIntents.create(payFor('order-1'))).rejects.toMatchObject({ statusCode: 500 });
    await expect(provider.searchFor('order-1')).resolves.toMatchObject([{ status: 'succeeded' }]);
  });

  it('is refused when it is unknown or of another type', async () => {
    const response = await provider.fetch('PUT', '/control/faults', { silentPercent: 'ten' });
    expect(response.status).toBe(400);
  });
});

describe('a webhook', () => {
  it('reports a charge, signed as Stripe signs', async () => {
    const { id } = await provider.stripe.paymentIntents.create(payFor('order-1'));
    await expect(provider.nextEvent()).resolves.toMatchObject({
      type: 'payment_intent.succeeded',
      data: { object: { id } },
    });
  });

  it('settles an intent that is processing', async () => {
    const intent = await provider.stripe.paymentIntents.create(payFor('order-1', 'pm_sim_webhook_only_20'));
    expect(intent.status).toBe('processing');
    await expect(provider.nextEvent()).resolves.toMatchObject({
      data: { object: { id: intent.id, status: 'succeeded' } },
    });
  });

  it('settles a held intent on request, also after a restart', async () => {
    const { id } = await provider.stripe.paymentIntents.create(payFor('order-1', 'pm_sim_held'));
    await provider.restart();
    await provider.fetch('POST', `/control/payment_intents/${id}/settle`, { outcome: 'declined' });
    await expect(provider.nextEvent()).resolves.toMatchObject({
      type: 'payment_intent.payment_failed',
      data: { object: { id } },
    });
  });

  it('is sent again when the endpoint refused it', async () => {
    await provider.restartWithEndpoint(503);
    await provider.stripe.paymentIntents.create(payFor('order-1'));
    await expect(provider.nextEvent()).resolves.toMatchObject({ type: 'payment_intent.succeeded' });
  });

  it('is sent as often as configured', async () => {
    await provider.fetch('PUT', '/control/faults', { webhookCopies: 2 });
    await provider.stripe.paymentIntents.create(payFor('order-1'));
    const [first, second] = [await provider.nextEvent(), await provider.nextEvent()];
    expect(second.id).toBe(first.id);
  });
});

describe('a refund', () => {
  it('refunds the requested amount, and never more than was charged', async () => {
    const { id } = await provider.stripe.paymentIntents.create(payFor('order-1'));
    await provider.stripe.refunds.create({ payment_intent: id, amount: 1_000 });
    await expect(provider.stripe.refunds.create({ payment_intent: id, amount: 1_501 })).rejects.toMatchObject({
      param: 'amount',
    });
    await expect(provider.stripe.refunds.create({ payment_intent: id })).resolves.toMatchObject({ amount: 1_500 });
    await expect(provider.stripe.refunds.create({ payment_intent: id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
    await expect(provider.stripe.refunds.list({ payment_intent: id })).resolves.toMatchObject({
      data: [{ amount: 1_500 }, { amount: 1_000 }],
    });
  });
});

describe('the ledger', () => {
  it('contains charges and refunds, per order', async () => {
    const { id } = await provider.stripe.paymentIntents.create(payFor('order-1'));
    await provider.stripe.paymentIntents.create(payFor('order-2'));
    await provider.stripe.refunds.create({ payment_intent: id, amount: 500 });
    const response = await provider.fetch('GET', '/ledger?order_id=order-1');
    await expect(response.json()).resolves.toMatchObject({
      charges: [{ paymentIntent: id, amount: 2_500, refunded: 500 }],
      totals: { usd: { charged: 2_500, refunded: 500 } },
    });
  });
});

describe('an intent that was not confirmed', () => {
  it('takes no money and can be cancelled', async () => {
    const { id, status } = await provider.stripe.paymentIntents.create({ amount: 2_500, currency: 'usd' });
    expect(status).toBe('requires_payment_method');
    await expect(provider.stripe.paymentIntents.cancel(id)).resolves.toMatchObject({ status: 'canceled' });
  });

  it('cannot be cancelled once it is processing', async () => {
    const { id } = await provider.stripe.paymentIntents.create(payFor('order-1', 'pm_sim_held'));
    await expect(provider.stripe.paymentIntents.cancel(id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });
});
