import { z } from 'zod';

const KEY_CHARS_MAX = 255;

/** For `idempotencyKey` in an input's schema: absent, or 1 to 255 characters of which none is a control character. */
export const idempotencyKey = z
  .string()
  .min(1, 'An idempotency key must not be empty.')
  .max(KEY_CHARS_MAX, `An idempotency key has at most ${KEY_CHARS_MAX.toString()} characters.`)
  .regex(/^\P{Cc}*$/u, 'An idempotency key must not contain control characters.')
  .optional();
