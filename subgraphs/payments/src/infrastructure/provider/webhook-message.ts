import { createHash } from 'node:crypto';
import { z } from 'zod';
import { redactJsonText } from '@oms/telemetry';
import type { Webhook, WebhookFinding, WebhookNews } from '../../application/ports/webhooks';
import type { PassingNews } from '../../domain/payment/provider-news';
import { captureOf, declineOf, isUnconfirmed, type IntentFacts } from './intent-finding';
import { attemptIn } from './intent-metadata';

const EVENT_ID_CHARS_MAX = 255;

const envelope = z.object({
  id: z.string().min(1).max(EVENT_ID_CHARS_MAX),
  type: z.string().min(1).max(EVENT_ID_CHARS_MAX),
  data: z.object({ object: z.unknown() }),
});

const intent = z.object({
  object: z.literal('payment_intent'),
  id: z.string().min(1),
  status: z.string(),
  amount_received: z.int().nonnegative(),
  currency: z.string().regex(/^[a-z]{3}$/),
  metadata: z.unknown(),
  last_payment_error: z.object({ message: z.string().optional(), decline_code: z.string().optional() }).nullish(),
});

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * The messages that end an attempt. Undefined: the intent that came with it does not bear it out.
 *
 * @see https://docs.stripe.com/api/events/types
 */
const terminal: Readonly<Record<string, (facts: IntentFacts) => WebhookFinding | undefined>> = {
  'payment_intent.succeeded': (facts) => (facts.status === 'succeeded' ? captureOf(facts) : undefined),
  'payment_intent.payment_failed': (facts) =>
    facts.status === 'requires_payment_method' && !isUnconfirmed(facts) ? declineOf(facts) : undefined,
  'payment_intent.canceled': ({ status }) => (status === 'canceled' ? { kind: 'Forestalled' } : undefined),
};

/** All others are of no concern. */
const passing: Readonly<Record<string, PassingNews>> = {
  'payment_intent.created': 'Created',
  'payment_intent.processing': 'Processing',
  'payment_intent.requires_action': 'ActionRequired',
  'payment_intent.amount_capturable_updated': 'AmountCapturable',
  'payment_intent.partially_funded': 'PartiallyFunded',
};

const newsOf = (type: string, object: unknown): WebhookNews | undefined => {
  const read = Object.hasOwn(terminal, type) ? terminal[type] : undefined;
  if (read === undefined)
    return { passing: (Object.hasOwn(passing, type) ? passing[type] : undefined) ?? 'OfNoConcern' };
  const facts = intent.safeParse(object).data;
  const attempt = attemptIn(facts?.metadata);
  const finding = facts === undefined ? undefined : read(facts);
  return attempt === undefined || finding === undefined ? undefined : { attempt, finding };
};

/** PostgreSQL's text holds no NUL. */
const storable = (text: string): string => text.replaceAll('\0', '\uFFFD');

/** `pm_1AbC`, `tok_1AbC`: by these money could be taken again. */
const methodToken = /\b(?:pm|tok|src|card)_\w+/g;

/** What may be kept of a text. What lies deeper than the redaction by name looks, or is no JSON, is searched as well. */
const withoutTokens = (text: string): string => redactJsonText(text).replaceAll(methodToken, '[redacted]');

/** What a verified body says. What we do not understand keeps its text, for whoever looks into it. */
export const webhookFrom = (body: Buffer): Webhook => {
  const text = storable(body.toString('utf8'));
  const event = envelope.safeParse(parseJson(text)).data;
  if (event === undefined) {
    const eventId = `body-${createHash('sha256').update(body).digest('hex')}`;
    return { eventId, type: 'unreadable', news: undefined, body: withoutTokens(text) };
  }
  const { id: eventId, type } = event;
  const news = newsOf(type, event.data.object);
  return { eventId, type, news, body: news === undefined ? withoutTokens(text) : null };
};
