import { Pool } from 'undici';
import type { OutgoingMessage, Send } from '../../application/ports/channels';
import type { Delivery } from '../../domain/delivery';

export interface SmsConfig {
  /** Where text messages are posted. */
  readonly url: string;
  readonly apiKey: string;
  /** The sender that the recipient sees. */
  readonly from: string;
}

const CONNECTIONS_MAX = 5;
const TIMEOUT_MS = 10_000;
/** Of a whole send, the wait for a connection included. */
const SEND_MS = 30_000;
const TOO_MANY_REQUESTS = 429;
const REQUEST_TIMEOUT = 408;

export interface SmsChannel {
  readonly send: Send;
  close(): Promise<void>;
}

/** 4xx is an answer about this message; anything else is about the moment. */
const isFinal = (status: number): boolean =>
  status >= 400 && status < 500 && status !== TOO_MANY_REQUESTS && status !== REQUEST_TIMEOUT;

/** Posts each message with the notification's id as `Idempotency-Key`. */
export const httpSmsChannel = ({ url, apiKey, from }: SmsConfig): SmsChannel => {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, {
    connections: CONNECTIONS_MAX,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    connect: { timeout: TIMEOUT_MS },
  });

  const send = async ({ id, recipient, body }: OutgoingMessage): Promise<Delivery> => {
    try {
      const response = await pool.request({
        method: 'POST',
        path: pathname,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}`, 'idempotency-key': id },
        body: JSON.stringify({ from, to: recipient, text: body }),
        signal: AbortSignal.timeout(SEND_MS),
      });
      await response.body.dump();
      if (response.statusCode < 300) return { kind: 'delivered' };
      const reason = `SMS gateway: it answered ${response.statusCode.toString()}.`;
      return { kind: isFinal(response.statusCode) ? 'refused' : 'notNow', reason };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { kind: 'notNow', reason: `SMS gateway: ${reason}` };
    }
  };

  return { send, close: () => pool.close() };
};
