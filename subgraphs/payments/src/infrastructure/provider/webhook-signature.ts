import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '@oms/kernel';

/** How far the sender's clock may be from this process's, in either direction; a replay is older than that. */
const TOLERANCE_S = 300;
const MS_PER_S = 1_000;
const SIGNATURES_MAX = 10;
const SIGNATURE_FORM = /^[0-9a-f]{64}$/;
const TIMESTAMP_FORM = /^\d{1,12}$/;

interface SignatureHeader {
  readonly timestamp: number;
  readonly signatures: readonly Buffer[];
}

const parseHeader = (header: string): SignatureHeader | undefined => {
  const pairs = header.split(',').map((part) => part.split('=', 2) as [string, string?]);
  const valuesOf = (name: string): string[] =>
    pairs.flatMap(([key, value]) => (key === name && value !== undefined ? [value] : []));
  const [timestamp, ...otherTimestamps] = valuesOf('t');
  if (timestamp === undefined || otherTimestamps.length > 0 || !TIMESTAMP_FORM.test(timestamp)) return undefined;
  const signatures = valuesOf('v1')
    .filter((value) => SIGNATURE_FORM.test(value))
    .slice(0, SIGNATURES_MAX)
    .map((value) => Buffer.from(value, 'hex'));
  return { timestamp: Number(timestamp), signatures };
};

const expectedBy = (secret: string, timestamp: number, body: Buffer): Buffer =>
  createHmac('sha256', secret).update(`${timestamp.toString()}.`).update(body).digest();

/**
 * Whether one of the live secrets signed these bytes within the tolerance.
 *
 * The SDK's `constructEvent` is not used: it accepts any time in the future, and has one secret only.
 *
 * @see https://docs.stripe.com/webhooks#verify-manually
 */
export const isSignedByProvider = (
  { body, header }: { readonly body: Buffer; readonly header: string },
  secrets: readonly string[],
  now: Instant,
): boolean => {
  const parsed = parseHeader(header);
  if (parsed === undefined) return false;
  const { timestamp, signatures } = parsed;
  const matches = secrets.flatMap((secret) => {
    const expected = expectedBy(secret, timestamp, body);
    return signatures.map((signature) => timingSafeEqual(signature, expected));
  });
  return matches.includes(true) && Math.abs(Math.floor(now / MS_PER_S) - timestamp) <= TOLERANCE_S;
};
