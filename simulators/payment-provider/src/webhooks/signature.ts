import { createHmac } from 'node:crypto';

/** @see https://docs.stripe.com/webhooks#verify-manually */
export const signatureOf = (body: string, secret: string, timestamp: number): string => {
  const hmac = createHmac('sha256', secret).update(`${timestamp.toString()}.${body}`, 'utf8').digest('hex');
  return `t=${timestamp.toString()},v1=${hmac}`;
};
