import { isNativeError } from 'node:util/types';

const REDACTED = '[redacted]';

/** Deeper than any object that we log on purpose; what lies below is cut off rather than searched. */
const DEPTH_MAX = 6;

/** In lower case, without separators. Whatever stands under one of these names never reaches a log. */
const sensitiveKeys: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'setcookie',
  'token',
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'jwt',
  'password',
  'secret',
  'secrets',
  'clientsecret',
  'apikey',
  'signature',
  'stripesignature',
  'email',
  'phone',
  'contact',
  'recipient',
  'shippingaddress',
  'payment',
  'paymentmethod',
  'cardnumber',
  'cvc',
  'variables',
]);

/** The keys of our own lines are few; the limit is for objects that others made. */
const KEYS_REMEMBERED_MAX = 1_000;
const remembered = new Map<string, boolean>();

const isSensitive = (key: string): boolean => {
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const sensitive = sensitiveKeys.has(key.toLowerCase().replaceAll(/[^a-z]/g, ''));
  if (remembered.size < KEYS_REMEMBERED_MAX) remembered.set(key, sensitive);
  return sensitive;
};

/** A JSON Web Token, a bearer credential, the password in a URL, an e-mail address. */
const secretText =
  /eyJ[\w-]+\.[\w-]+\.[\w-]*|(?<=bearer\s+)[^\s"',]+|(?<=:\/\/[^\s/:@]*:)[^\s/@]+(?=@)|[^\s@<>"'(]+@[\w-]+\.[\w.-]+/gi;

/** For text from elsewhere, such as a driver's error message, which may quote its input. */
export const redactText = (text: string): string => text.replaceAll(secretText, REDACTED);

const redactValue = (value: unknown, depth: number): unknown => {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (isNativeError(value)) return describeError(value, depth);
  if (value instanceof Date) return value;
  if (depth >= DEPTH_MAX) return '[cut]';
  if (Array.isArray(value)) return value.map((item: unknown) => redactValue(item, depth + 1));
  return redactEntries(value, depth);
};

const redactEntries = (record: object, depth: number): Record<string, unknown> => {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(record)) {
    copy[key] = isSensitive(key) ? REDACTED : redactValue(value, depth + 1);
  }
  return copy;
};

/**
 * What is logged of an error: its kind, text, code, stack and causes.
 *
 * Its other fields are left out: database drivers keep the statement's parameters there, HTTP clients the
 * request's headers.
 */
const describeError = (error: Error, depth: number): Record<string, unknown> => ({
  type: error.name,
  message: redactText(error.message),
  ...('code' in error && (typeof error.code === 'string' || typeof error.code === 'number') && { code: error.code }),
  ...(error.stack !== undefined && { stack: redactText(error.stack) }),
  ...(error.cause !== undefined && depth < DEPTH_MAX && { cause: redactValue(error.cause, depth + 1) }),
  ...(error instanceof AggregateError &&
    depth < DEPTH_MAX && { errors: error.errors.map((each: unknown) => redactValue(each, depth + 1)) }),
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A JSON text as {@link redact} leaves it; a text that is no JSON object as {@link redactText} does. */
export const redactJsonText = (text: string): string => {
  const value = parsed(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? JSON.stringify(redact(value))
    : redactText(text);
};

/** A copy without credentials, contact data and payment methods, however deep they lie. */
export const redact = (record: object): Record<string, unknown> => redactEntries(record, 0);
