import { createHash } from 'node:crypto';
import { z } from 'zod';
import { redactJsonText } from '@oms/telemetry';
import type { FinalResult } from '../../application/ports/payment-provider';
import type { ProviderNotification, Webhook } from '../../application/ports/webhook-inbox';
import type { InterimStatus } from '../../domain/payment/provider-notification';
import { captureOf, declineOf, isUnconfirmed, type IntentFacts } from './intent-result';
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
 * The messages that end an attempt. Undefined: the intent within the message contradicts its type.
 *
 * @see https://docs.stripe.com/api/events/types
 */
const final: Readonly<Record<string, (facts: IntentFacts) => FinalResult | undefined>> = {
  'payment_intent.succeeded': (facts) => (facts.status === 'succeeded' ? captureOf(facts) : undefined),
  'payment_intent.payment_failed': (facts) =>
    facts.status === 'requires_payment_method' && !isUnconfirmed(facts) ? declineOf(facts) : undefined,
  'payment_intent.canceled': ({ status }) => (status === 'canceled' ? { kind: 'Voided' } : undefined),
};

/** All other types are unrelated. */
const interim: Readonly<Record<string, InterimStatus>> = {
  'payment_intent.created': 'Created',
  'payment_intent.processing': 'Processing',
  'payment_intent.requires_action': 'ActionRequired',
  'payment_intent.amount_capturable_updated': 'AmountCapturable',
  'payment_intent.partially_funded': 'PartiallyFunded',
};

const notificationOf = (type: string, object: unknown): ProviderNotification | undefined => {
  const read = Object.hasOwn(final, type) ? final[type] : undefined;
  if (read === undefined) return { interim: (Object.hasOwn(interim, type) ? interim[type] : undefined) ?? 'Unrelated' };
  const facts = intent.safeParse(object).data;
  const attempt = attemptIn(facts?.metadata);
  const result = facts === undefined ? undefined : read(facts);
  return attempt === undefined || result === undefined ? undefined : { attempt, result };
};

/** PostgreSQL's text holds no NUL. */
const storable = (text: string): string => text.replaceAll('\0', '\uFFFD');

/** `pm_1AbC`, `tok_1AbC`: with these a card could be charged again. */
const methodToken = /\b(?:pm|tok|src|card)_\w+/g;

/** The text without payment methods, also where it is no JSON, or nested deeper than the redaction by name reaches. */
const withoutTokens = (text: string): string => redactJsonText(text).replaceAll(methodToken, '[redacted]');

/** The webhook of a verified body. One that is not understood keeps its text, for an operator. */
export const webhookFrom = (body: Buffer): Webhook => {
  const text = storable(body.toString('utf8'));
  const event = envelope.safeParse(parseJson(text)).data;
  if (event === undefined) {
    const eventId = `body-${createHash('sha256').update(body).digest('hex')}`;
    return { eventId, type: 'unreadable', notification: undefined, body: withoutTokens(text) };
  }
  const { id: eventId, type } = event;
  const notification = notificationOf(type, event.data.object);
  return { eventId, type, notification, body: notification === undefined ? withoutTokens(text) : null };
};
