import type { FastifyInstance } from 'fastify';
import { eventOf } from '../charges';
import { nestedOf, rootOf, type Form } from '../stripe/form';
import { canceled, newIntent, type NewIntent, type PaymentIntent } from '../stripe/payment-intent';
import { parseSearchQuery } from '../stripe/search-query';
import { invalidRequest, missingResource, RefusedRequest } from '../stripe/stripe-error';
import type { Effect } from './idempotency';
import { sendAnswer } from './reply';
import { formOf, keyedRequestOf, positiveIntegerOf, type Provider } from './provider';

/** Stripe's limit of eight digits. */
const AMOUNT_MAX = 99_999_999;
const SEARCH_LIMIT_MAX = 100;
const SEARCH_LIMIT_DEFAULT = 10;

const parameters: ReadonlySet<string> = new Set([
  'amount',
  'automatic_payment_methods',
  'confirm',
  'currency',
  'description',
  'error_on_requires_action',
  'metadata',
  'off_session',
  'payment_method',
  'payment_method_types',
]);

const parseNewIntent = (form: Form, created: number): NewIntent => {
  for (const name of form.keys())
    if (!parameters.has(rootOf(name)))
      throw invalidRequest(`Received unknown parameter: ${name}`, { code: 'parameter_unknown', param: name });
  const currency = form.get('currency') ?? '';
  if (!/^[a-z]{3}$/i.test(currency)) throw invalidRequest('Invalid currency.', { param: 'currency' });
  return {
    amount: positiveIntegerOf(form, 'amount', AMOUNT_MAX),
    currency: currency.toLowerCase(),
    metadata: nestedOf(form, 'metadata'),
    paymentMethod: form.get('payment_method') ?? null,
    created,
  };
};

const createIntent = async (provider: Provider, form: Form, key: string): Promise<Effect> => {
  const order = parseNewIntent(form, provider.clock.seconds());
  if (form.get('confirm') !== 'true') {
    const intent = newIntent(order);
    return { status: 200, body: intent, record: { intents: [intent] } };
  }
  const { paymentMethod } = order;
  if (paymentMethod === null)
    throw invalidRequest('You cannot confirm this PaymentIntent because it is missing a payment method.', {
      code: 'parameter_missing',
      param: 'payment_method',
    });
  return provider.charge({ ...order, paymentMethod }, key);
};

const cancelIntent = (provider: Provider, id: string): Effect => {
  const intent = provider.ledger.intent(id);
  if (intent === undefined) throw missingResource('payment_intent', id);
  if (intent.status === 'processing' || intent.status === 'succeeded' || intent.status === 'canceled')
    throw new RefusedRequest(400, {
      type: 'invalid_request_error',
      code: 'payment_intent_unexpected_state',
      message: `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`,
      payment_intent: intent,
    });
  const after = canceled(intent, provider.clock.seconds());
  const events = [eventOf('payment_intent.canceled', after, provider.clock.seconds())];
  return { status: 200, body: after, record: { intents: [after], events } };
};

const search = (provider: Provider, query: string, limit: number): object => {
  const [first, ...rest] = parseSearchQuery(query);
  if (first === undefined) throw invalidRequest('Give a query.', { param: 'query' });
  const matches = (intent: PaymentIntent): boolean => rest.every(({ key, value }) => intent.metadata[key] === value);
  const found = provider.ledger.intentsWith(first.key, first.value).filter(matches).reverse();
  return {
    object: 'search_result',
    data: found.slice(0, limit),
    has_more: found.length > limit,
    next_page: null,
    url: '/v1/payment_intents/search',
  };
};

const limitOf = (text: string | undefined): number => {
  const limit = text === undefined ? SEARCH_LIMIT_DEFAULT : Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > SEARCH_LIMIT_MAX)
    throw invalidRequest('limit must be between 1 and 100.', { param: 'limit' });
  return limit;
};

export const paymentIntentRoutes =
  (provider: Provider) =>
  (server: FastifyInstance): void => {
    server.post('/v1/payment_intents', async (request, reply) => {
      const form = formOf(request);
      const keyed = keyedRequestOf(request);
      const answer = await provider.idempotently(keyed, () => createIntent(provider, form, keyed.key ?? request.id));
      return sendAnswer(answer, reply);
    });

    server.post<{ Params: { id: string } }>('/v1/payment_intents/:id/cancel', async (request, reply) => {
      const { id } = request.params;
      const run = (): Promise<Effect> => Promise.resolve().then(() => cancelIntent(provider, id));
      return sendAnswer(await provider.idempotently(keyedRequestOf(request), run), reply);
    });

    server.get<{ Querystring: { query?: string; limit?: string } }>('/v1/payment_intents/search', async (request) => {
      const result = search(provider, request.query.query ?? '', limitOf(request.query.limit));
      await provider.ledger.durable();
      return result;
    });

    server.get<{ Params: { id: string } }>('/v1/payment_intents/:id', async (request) => {
      const intent = provider.ledger.intent(request.params.id);
      if (intent === undefined) throw missingResource('payment_intent', request.params.id);
      await provider.ledger.durable();
      return intent;
    });
  };
