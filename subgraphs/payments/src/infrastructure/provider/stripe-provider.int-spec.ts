import { createServer, type Server } from 'node:http';
import { createMetrics } from '@oms/telemetry';
import type { Id } from '@oms/kernel';
import type { DueAttempt } from '../../application/ports/attempt-queue';
import type { PaymentProvider } from '../../application/ports/payment-provider';
import { stripeProvider } from './stripe-provider';

interface Reply {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A provider with these responses, one after the other, and the requests that it got. */
const providerWith = async (...replies: readonly Reply[]) => {
  const requests: string[] = [];
  const left = [...replies];
  const server: Server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url?.split('?')[0] ?? ''}`);
    const { status, body, headers = {} } = left.shift() ?? { status: 500, body: {} };
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const url = `http://127.0.0.1:${port.toString()}`;
  const config = { url, apiKey: 'sk_test', timeoutMs: 2_000 };
  const provider = stripeProvider(config, { socketsMax: 1, metrics: createMetrics({ service: 'payments-test' }) });
  return { provider, requests, server };
};

const resultOf = async <Result>(replies: readonly Reply[], call: (provider: PaymentProvider) => Promise<Result>) => {
  const { provider, requests, server } = await providerWith(...replies);
  try {
    return { result: await call(provider), requests };
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

const amount = { amountMinor: 2_500n, currency: 'USD' };
const about = {
  paymentId: 'payment-1' as Id<'Payment'>,
  orderId: 'order-1' as Id<'Order'>,
  amount,
  claims: 2,
  causation: { correlationId: 'test' },
};
const attempt: DueAttempt = {
  ...about,
  attempt: 1,
  method: { type: 'CARD', token: 'pm_card_visa' },
  providerReference: null,
  ageMs: 0,
  sinceChargeMs: 0,
  orderGivenUp: true,
};
const refund = { ...about, refundId: 'refund-1' as Id<'Refund'>, providerReference: 'pi_1', ageMs: 0, generation: 1 };

const fault = (status: number, type: string, headers?: Readonly<Record<string, string>>): Reply => ({
  status,
  body: { error: { type, message: 'No.' } },
  ...(headers && { headers }),
});
const inFlight = fault(409, 'idempotency_error');
const keyTaken = fault(400, 'idempotency_error');

describe('a request whose key is in use', () => {
  it('of a refund is still under way: another key could refund the money twice', async () => {
    const { result } = await resultOf([inFlight], (provider) => provider.refund(refund));
    expect(result.kind).toBe('Unknown');
  });

  it('of a charge is still under way, so that its result is unknown', async () => {
    const { result } = await resultOf([inFlight], (provider) => provider.voidAttempt(attempt));
    expect(result.kind).toBe('Unknown');
  });

  it('of a charge was processed when the key belongs to it', async () => {
    const { result } = await resultOf([keyTaken], (provider) => provider.voidAttempt(attempt));
    expect(result.kind).toBe('Absent');
  });
});

describe('a fault of the provider', () => {
  it('leaves the result of the charge unknown', async () => {
    const { result } = await resultOf([fault(500, 'api_error')], (provider) => provider.charge(attempt));
    expect(result).toEqual({ kind: 'Unknown', reason: expect.stringContaining('500') as string });
  });

  it('is final once the provider has stored it as the response', async () => {
    const stored = fault(500, 'api_error', { 'idempotent-replayed': 'true' });
    const { result } = await resultOf([stored], (provider) => provider.charge(attempt));
    expect(result).toMatchObject({ kind: 'Unknown', isStored: true });
  });
});

const intent = (facts: object): object => ({ id: 'pi_1', amount_received: 0, currency: 'usd', ...facts });
const response = (body: object): Reply => ({ status: 200, body });
const found = (facts: object): Reply => response({ object: 'search_result', data: [intent(facts)] });

describe('an intent that is shown', () => {
  it.each(['requires_payment_method', 'requires_confirmation', 'requires_action', 'requires_capture', 'processing'])(
    'as %s may still be captured',
    async (status) => {
      const { result } = await resultOf([found({ status })], (provider) => provider.find(attempt));
      expect(result).toEqual({ kind: 'Processing', providerReference: 'pi_1' });
    },
  );

  it('is never captured once it is cancelled', async () => {
    const shown = { ...attempt, providerReference: 'pi_1' };
    const cancelled = response(intent({ status: 'canceled' }));
    const { result, requests } = await resultOf([cancelled], (provider) => provider.voidAttempt(shown));
    expect([result, requests]).toEqual([{ kind: 'Voided' }, ['POST /v1/payment_intents/pi_1/cancel']]);
  });

  it('that was put in place of a charge uses up its key', async () => {
    const unconfirmed = response(intent({ status: 'requires_payment_method', last_payment_error: null }));
    const { result } = await resultOf([unconfirmed], (provider) => provider.voidAttempt(attempt));
    expect(result).toEqual({ kind: 'Voided' });
  });

  it.each([
    ['Your card has expired.', 'Your card has expired.'],
    ['PaymentMethod pm_1AbC2dEf was declined.', 'The payment was declined.'],
  ])('as declined gives the customer the reason, and never the method: %s', async (shown, message) => {
    const declined = { status: 'requires_payment_method', last_payment_error: { message: shown } };
    const { result } = await resultOf([found(declined)], (provider) => provider.find(attempt));
    expect(result).toEqual({ kind: 'Declined', providerReference: 'pi_1', message });
  });
});
