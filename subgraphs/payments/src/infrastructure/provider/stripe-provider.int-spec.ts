import { createServer, type Server } from 'node:http';
import { createMetrics } from '@oms/telemetry';
import type { DueAttempt } from '../../application/ports/attempts';
import type { PaymentProvider } from '../../application/ports/payment-provider';
import { stripeProvider } from './stripe-provider';

interface Reply {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A provider that answers so, one after the other, and the requests that it got. */
const providerThatAnswers = async (...replies: readonly Reply[]) => {
  const asked: string[] = [];
  const left = [...replies];
  const server: Server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url?.split('?')[0] ?? ''}`);
    const { status, body, headers = {} } = left.shift() ?? { status: 500, body: {} };
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const url = new URL(`http://127.0.0.1:${port.toString()}`);
  const config = { url, apiKey: 'sk_test', timeoutMs: 2_000 };
  const provider = stripeProvider(config, { socketsMax: 1, metrics: createMetrics({ service: 'payments-test' }) });
  return { provider, asked, server };
};

const ask = async <Answer>(replies: readonly Reply[], question: (provider: PaymentProvider) => Promise<Answer>) => {
  const { provider, asked, server } = await providerThatAnswers(...replies);
  try {
    return { answer: await question(provider), asked };
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

const amount = { amountMinor: 2_500n, currency: 'USD' };
const about = { paymentId: 'payment-1', orderId: 'order-1', amount, claims: 2, causation: { correlationId: 'test' } };
const attempt: DueAttempt = {
  ...about,
  attempt: 1,
  method: { type: 'CARD', token: 'pm_card_visa' },
  providerReference: null,
  ageMs: 0,
  sinceChargeMs: 0,
  orderGivenUp: true,
};
const refund = { ...about, refundId: 'refund-1', providerReference: 'pi_1', ageMs: 0, generation: 1 };

const fault = (status: number, type: string, headers?: Readonly<Record<string, string>>): Reply => ({
  status,
  body: { error: { type, message: 'No.' } },
  ...(headers && { headers }),
});
const inFlight = fault(409, 'idempotency_error');
const keyTaken = fault(400, 'idempotency_error');

describe('a request whose key is in use', () => {
  it('of a refund is still under way: to ask under another key could give the money back twice', async () => {
    const { answer } = await ask([inFlight], (provider) => provider.refund(refund));
    expect(answer.kind).toBe('Unknown');
  });

  it('of a charge is still under way, so that nothing is known of it', async () => {
    const { answer } = await ask([inFlight], (provider) => provider.voidAttempt(attempt));
    expect(answer.kind).toBe('Unknown');
  });

  it('of a charge has got through when the key belongs to it', async () => {
    const { answer } = await ask([keyTaken], (provider) => provider.voidAttempt(attempt));
    expect(answer.kind).toBe('Absent');
  });
});

describe('a fault of the provider', () => {
  it('says nothing about the charge', async () => {
    const { answer } = await ask([fault(500, 'api_error')], (provider) => provider.charge(attempt));
    expect(answer).toEqual({ kind: 'Unknown', reason: expect.stringContaining('500') as string });
  });

  it('is its last word once it keeps it as the answer', async () => {
    const saved = fault(500, 'api_error', { 'idempotent-replayed': 'true' });
    const { answer } = await ask([saved], (provider) => provider.charge(attempt));
    expect(answer).toMatchObject({ kind: 'Unknown', isSaved: true });
  });
});

const intent = (facts: object): object => ({ id: 'pi_1', amount_received: 0, currency: 'usd', ...facts });
const answer = (body: object): Reply => ({ status: 200, body });
const found = (facts: object): Reply => answer({ object: 'search_result', data: [intent(facts)] });

describe('an intent that is shown', () => {
  it.each(['requires_payment_method', 'requires_confirmation', 'requires_action', 'requires_capture', 'processing'])(
    'as %s may still take the money',
    async (status) => {
      const { answer: finding } = await ask([found({ status })], (provider) => provider.find(attempt));
      expect(finding).toEqual({ kind: 'Processing', providerReference: 'pi_1' });
    },
  );

  it('takes no money once it is cancelled', async () => {
    const shown = { ...attempt, providerReference: 'pi_1' };
    const cancelled = answer(intent({ status: 'canceled' }));
    const { answer: finding, asked } = await ask([cancelled], (provider) => provider.voidAttempt(shown));
    expect([finding, asked]).toEqual([{ kind: 'Voided' }, ['POST /v1/payment_intents/pi_1/cancel']]);
  });

  it('that was put in place of a charge uses up its key', async () => {
    const unconfirmed = answer(intent({ status: 'requires_payment_method', last_payment_error: null }));
    const { answer: finding } = await ask([unconfirmed], (provider) => provider.voidAttempt(attempt));
    expect(finding).toEqual({ kind: 'Voided' });
  });

  it.each([
    ['Your card has expired.', 'Your card has expired.'],
    ['PaymentMethod pm_1AbC2dEf was declined.', 'The payment was declined.'],
  ])('as declined says why to the customer, and never what the method is: %s', async (said, message) => {
    const declined = { status: 'requires_payment_method', last_payment_error: { message: said } };
    const { answer: finding } = await ask([found(declined)], (provider) => provider.find(attempt));
    expect(finding).toEqual({ kind: 'Declined', providerReference: 'pi_1', message });
  });
});
