import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Webhook, WebhookFinding } from '../../application/ports/webhooks';
import { findingOf } from './intent-finding';
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

const isNews = (finding: { readonly kind: string }): finding is WebhookFinding =>
  finding.kind === 'Captured' || finding.kind === 'Declined' || finding.kind === 'Forestalled';

/** PostgreSQL's text holds no NUL. */
const storable = (text: string): string => text.replaceAll('\0', '\uFFFD');

/** What a verified body says. What we do not understand keeps its text, for whoever looks into it. */
export const webhookFrom = (body: Buffer): Webhook => {
  const text = storable(body.toString('utf8'));
  const event = envelope.safeParse(parseJson(text)).data;
  if (event === undefined) {
    const eventId = `body-${createHash('sha256').update(body).digest('hex')}`;
    return { eventId, type: 'unreadable', news: undefined, body: text };
  }
  const { id: eventId, type } = event;
  const facts = intent.safeParse(event.data.object).data;
  const attempt = attemptIn(facts?.metadata);
  const finding = facts === undefined ? undefined : findingOf(facts);
  if (attempt === undefined || finding === undefined || !isNews(finding))
    return { eventId, type, news: undefined, body: text };
  return { eventId, type, news: { attempt, finding }, body: null };
};
