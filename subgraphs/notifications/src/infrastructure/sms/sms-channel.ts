import type { Service } from '@oms/kernel';
import { Pool } from 'undici';
import type { Channel, Message } from '../../application/ports/channels';
import type { SendResult } from '../../domain/notification/delivery';

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

/** A status of 4xx is about this message; any other is a transient error. */
const isFinal = (status: number): boolean =>
  status >= 400 && status < 500 && status !== TOO_MANY_REQUESTS && status !== REQUEST_TIMEOUT;

/** An SMS gateway. Each message is posted with the notification's id as `Idempotency-Key`; stopping closes the connections. */
export const smsChannel = ({ url, apiKey, from }: SmsConfig): Channel & Service => {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, {
    connections: CONNECTIONS_MAX,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    connect: { timeout: TIMEOUT_MS },
  });

  const send = async ({ id, recipient, body }: Message): Promise<SendResult> => {
    try {
      const response = await pool.request({
        method: 'POST',
        path: pathname,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}`, 'idempotency-key': id },
        body: JSON.stringify({ from, to: recipient, text: body }),
        signal: AbortSignal.timeout(SEND_MS),
      });
      await response.body.dump();
      if (response.statusCode < 300) return { kind: 'Accepted' };
      const reason = `SMS gateway: status ${response.statusCode.toString()}.`;
      return { kind: isFinal(response.statusCode) ? 'Rejected' : 'Unavailable', reason };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { kind: 'Unavailable', reason: `SMS gateway: ${reason}` };
    }
  };

  return { send, start: () => Promise.resolve(), stop: () => pool.close() };
};
