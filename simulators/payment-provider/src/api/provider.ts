import type { FastifyRequest } from 'fastify';
import type { Ledger } from '../ledger/ledger';
import type { Faults } from '../faults';
import { canonical, type Form } from '../stripe/form';
import type { NewIntent } from '../stripe/payment-intent';
import { invalidRequest } from '../stripe/stripe-error';
import type { Settlements } from '../settlements';
import type { Deliveries } from '../webhooks/deliveries';
import type { Answer, Effect, KeyedRequest } from './idempotency';

/** What the routes work with. */
export interface Provider {
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly deliveries: Deliveries;
  readonly settlements: Settlements;
  readonly clock: { readonly seconds: () => number; readonly ms: () => number };
  charge(order: NewIntent & { paymentMethod: string }, key: string): Promise<Effect>;
  idempotently(request: KeyedRequest, run: () => Promise<Effect>): Promise<Answer>;
}

const noParameters: Form = new Map();

export const formOf = (request: FastifyRequest): Form => (request.body instanceof Map ? request.body : noParameters);

export const keyedRequestOf = (request: FastifyRequest): KeyedRequest => {
  const key = request.headers['idempotency-key'];
  return {
    key: Array.isArray(key) ? key[0] : key,
    request: `${request.method} ${request.url} ${canonical(formOf(request))}`,
  };
};

export const positiveIntegerOf = (form: Form, name: string, max: number): number => {
  const text = form.get(name);
  if (text === undefined)
    throw invalidRequest(`Missing required param: ${name}.`, { code: 'parameter_missing', param: name });
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1)
    throw invalidRequest(`Invalid positive integer: ${text}`, { code: 'parameter_invalid_integer', param: name });
  if (value > max)
    throw invalidRequest(`Amount must be no more than ${max.toString()}`, { code: 'amount_too_large', param: name });
  return value;
};
