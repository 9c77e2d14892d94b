import type { FastifyInstance } from 'fastify';
import type { ProviderEvent } from '../ledger/record';
import { noFaults, type FaultSettings } from '../faults';
import { invalidRequest } from '../stripe/stripe-error';
import type { Provider } from './provider';

const COPIES_MAX = 1_000;

/** The present settings with the changes in the body; an unknown field or one of another type is refused. */
const settingsFrom = (body: unknown, present: FaultSettings): FaultSettings => {
  if (typeof body !== 'object' || body === null) throw invalidRequest('Give a JSON object of fault settings.');
  for (const [name, value] of Object.entries(body)) {
    const known: unknown = Object.hasOwn(noFaults, name) ? Reflect.get(noFaults, name) : undefined;
    if (typeof value !== typeof known || (typeof value === 'number' && !(value >= 0)))
      throw invalidRequest(`No such fault setting, or not of its type: ${name}`, { param: name });
  }
  return { ...present, ...body };
};

const copiesIn = (body: unknown): number => {
  const copies: unknown = typeof body === 'object' && body !== null && 'copies' in body ? body.copies : 1;
  if (typeof copies !== 'number' || !Number.isInteger(copies) || copies < 1 || copies > COPIES_MAX)
    throw invalidRequest(`copies must be between 1 and ${COPIES_MAX.toString()}.`, { param: 'copies' });
  return copies;
};

const succeedsIn = (body: unknown): boolean =>
  !(typeof body === 'object' && body !== null && 'outcome' in body && body.outcome === 'declined');

/** Not part of Stripe's API: tests inject faults here. */
export const controlRoutes =
  ({ faults, ledger, deliveries, settlements }: Provider) =>
  (server: FastifyInstance): void => {
    server.get('/control/faults', () => faults.current());

    server.put('/control/faults', (request) => {
      faults.set(settingsFrom(request.body, faults.current()));
      return faults.current();
    });

    server.delete('/control/faults', () => {
      faults.set(noFaults);
      return faults.current();
    });

    server.post<{ Params: { id: string } }>('/control/payment_intents/:id/settle', async (request) => {
      await settlements.settleNow(request.params.id, succeedsIn(request.body));
      return ledger.intent(request.params.id);
    });

    server.post<{ Params: { id: string } }>('/control/events/:id/deliver', async (request) => {
      const event: ProviderEvent | undefined = ledger.event(request.params.id);
      if (event === undefined) throw invalidRequest('No such event.', { param: 'id' });
      return { statuses: await deliveries.sendAgain(event, copiesIn(request.body)) };
    });
  };
