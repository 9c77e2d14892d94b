import type { FastifyInstance } from 'fastify';
import { nestedOf, rootOf, type Form } from '../stripe/form';
import { newRefund, refundReasons } from '../stripe/refund';
import { invalidRequest, missingResource, RefusedRequest } from '../stripe/stripe-error';
import type { Effect } from './idempotency';
import { formOf, keyedRequestOf, positiveIntegerOf, type Provider } from './provider';
import { sendAnswer } from './reply';

const parameters: ReadonlySet<string> = new Set(['amount', 'metadata', 'payment_intent', 'reason']);

const reasonOf = (form: Form): string | null => {
  const reason = form.get('reason');
  if (reason === undefined) return null;
  if (!refundReasons.some((known) => known === reason))
    throw invalidRequest(`Invalid reason: must be one of ${refundReasons.join(', ')}`, { param: 'reason' });
  return reason;
};

const createRefund = (provider: Provider, form: Form): Effect => {
  for (const name of form.keys())
    if (!parameters.has(rootOf(name)))
      throw invalidRequest(`Received unknown parameter: ${name}`, { code: 'parameter_unknown', param: name });
  const intentId = form.get('payment_intent') ?? '';
  const intent = provider.ledger.intent(intentId);
  if (intent === undefined) throw missingResource('payment_intent', intentId);
  if (intent.status !== 'succeeded')
    throw invalidRequest('This PaymentIntent does not have a successful charge to refund.', {
      param: 'payment_intent',
    });
  if (provider.faults.current().refundsFail)
    throw new RefusedRequest(500, { type: 'api_error', message: 'Refunds are unavailable (injected by a test).' });
  const refunded = provider.ledger.refundsOf(intentId).reduce((sum, refund) => sum + refund.amount, 0);
  const left = intent.amount_received - refunded;
  if (left === 0)
    throw invalidRequest(`Charge ${intent.latest_charge ?? ''} has already been refunded.`, {
      code: 'charge_already_refunded',
    });
  const amount = form.has('amount') ? positiveIntegerOf(form, 'amount', Number.MAX_SAFE_INTEGER) : left;
  if (amount > left)
    throw invalidRequest(
      `Refund amount (${amount.toString()}) is greater than unrefunded amount on charge (${left.toString()})`,
      { param: 'amount' },
    );
  const order = { amount, metadata: nestedOf(form, 'metadata'), reason: reasonOf(form) };
  const refund = newRefund(intent, { ...order, created: provider.clock.seconds() });
  return { status: 200, body: refund, record: { refunds: [refund] } };
};

export const refundRoutes =
  (provider: Provider) =>
  (server: FastifyInstance): void => {
    server.post('/v1/refunds', async (request, reply) => {
      const form = formOf(request);
      const run = (): Promise<Effect> => Promise.resolve().then(() => createRefund(provider, form));
      return sendAnswer(await provider.idempotently(keyedRequestOf(request), run), reply);
    });

    server.get<{ Querystring: { payment_intent?: string } }>('/v1/refunds', async (request) => {
      const { payment_intent: intentId } = request.query;
      const refunds = intentId === undefined ? [...provider.ledger.refunds()] : provider.ledger.refundsOf(intentId);
      await provider.ledger.durable();
      return { object: 'list', data: refunds.toReversed(), has_more: false, url: '/v1/refunds' };
    });

    server.get<{ Params: { id: string } }>('/v1/refunds/:id', async (request) => {
      const refund = provider.ledger.refund(request.params.id);
      if (refund === undefined) throw missingResource('refund', request.params.id);
      await provider.ledger.durable();
      return refund;
    });
  };
