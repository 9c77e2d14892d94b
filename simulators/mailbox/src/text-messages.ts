import type { FastifyReply, FastifyRequest } from 'fastify';
import type { MessageStore, Incoming } from './message-store';
import type { Refusals } from './refusals';

const TEXT_LENGTH_MAX = 1_600;
const PHONE = /^\+[1-9]\d{6,14}$/;

class BadTextMessage extends Error {}

const textOf = (body: unknown, field: string): string => {
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[field] : undefined;
  if (typeof value !== 'string' || value === '') throw new BadTextMessage(`${field} is missing`);
  return value;
};

const parse = (request: FastifyRequest): Incoming => {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '') throw new BadTextMessage('the header Idempotency-Key is missing');
  const to = textOf(request.body, 'to');
  if (!PHONE.test(to)) throw new BadTextMessage('to is not a phone number in international form, such as +4930123456');
  const text = textOf(request.body, 'text');
  if (text.length > TEXT_LENGTH_MAX)
    throw new BadTextMessage(`text is longer than ${TEXT_LENGTH_MAX.toString()} characters`);
  return { channel: 'SMS', key, from: textOf(request.body, 'from'), to, subject: '', text };
};

/** The SMS gateway: `POST /sms` with `{ from, to, text }`, an API key, and an Idempotency-Key. */
export const takeTextMessage =
  (messages: MessageStore, refusals: Refusals, apiKey: string) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (request.headers.authorization !== `Bearer ${apiKey}`) return reply.code(401).send({ error: 'wrong API key' });
    let message: Incoming;
    try {
      message = parse(request);
    } catch (error) {
      if (error instanceof BadTextMessage) return reply.code(422).send({ error: error.message });
      throw error;
    }
    const misbehaviour = refusals.next('SMS', message.to);
    if (misbehaviour === 'TEMPORARY') return reply.code(503).send({ error: 'try again later (injected by a test)' });
    if (misbehaviour === 'PERMANENT') return reply.code(422).send({ error: 'no such number (injected by a test)' });
    if (misbehaviour !== 'NO_ANSWER') await messages.record(message);
    // Without a response: the sender waits until its own timeout.
    if (misbehaviour !== undefined) return reply.hijack();
    return reply.code(202).send({ id: message.key });
  };
