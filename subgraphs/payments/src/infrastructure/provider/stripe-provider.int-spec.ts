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
const about = { paymentId: 'payment-1', orderId: 'order-1', amount, claims: 2, cause: { correlationId: 'test' } };
const attempt: DueAttempt = {
  ...about,
  attempt: 1,
  method: { type: 'CARD', token: 'pm_card_visa' },
  providerReference: null,
  ageMs: 0,
  sinceChargeMs: 0,
  orderGivenUp: true,
};
const refund = { ...about, refundId: 'refund-1', providerReference: 'pi_1', generation: 1 };

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
    const { answer } = await ask([inFlight], (provider) => provider.forestall(attempt));
    expect(answer.kind).toBe('Unknown');
  });

  it('of a charge has got through when the key belongs to it', async () => {
    const { answer } = await ask([keyTaken], (provider) => provider.forestall(attempt));
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
