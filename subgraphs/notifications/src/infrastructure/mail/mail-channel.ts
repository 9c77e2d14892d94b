import type { Service } from '@oms/kernel';
import { createTransport } from 'nodemailer';
import type { Channel, Message } from '../../application/ports/channels';
import type { SendResult } from '../../domain/notification/delivery';

export interface MailConfig {
  /** `smtp://user:password@host:port`; `smtps:` for TLS from the first byte. */
  readonly url: string;
  /** The sender's address. */
  readonly from: string;
}

const CONNECTIONS_MAX = 5;
const MESSAGES_PER_CONNECTION_MAX = 1_000;
const CONNECT_MS = 10_000;
/**
 * How long the server may be silent. A server that takes longer to accept a message gets it twice, so this is longer than
 * what servers take to look through one (RFC 5321, section 4.5.3.2.6, would wait for ten minutes).
 */
const SILENCE_MS = 30_000;
/** RFC 5321, section 4.2.1: a reply of 5yz is final. */
const PERMANENT_FROM = 500;

interface SmtpError extends Error {
  readonly responseCode?: number;
}

const isFinal = (error: SmtpError): boolean => error.responseCode !== undefined && error.responseCode >= PERMANENT_FROM;

/** Some servers quote the recipient in their reply, and the reason is shown and logged. */
const reasonOf = (error: SmtpError, { recipient }: Message): string =>
  `Mail server: ${error.message.replaceAll(recipient, 'the recipient')}`;

/**
 * A mail server, by SMTP over a pool of connections; stopping closes them. The `Message-ID` is made of the notification's id,
 * so that a second copy can be recognised.
 */
export const mailChannel = ({ url, from }: MailConfig): Channel & Service => {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS_MAX,
    maxMessages: MESSAGES_PER_CONNECTION_MAX,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    // Nothing in a message may name a file or an address to be read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.slice(from.lastIndexOf('@') + 1).replace(/>$/, '');

  const send = async (message: Message): Promise<SendResult> => {
    try {
      await transport.sendMail({
        from,
        to: message.recipient,
        subject: message.subject ?? '',
        text: message.body,
        messageId: `<${message.id}@${domain}>`,
      });
      return { kind: 'Accepted' };
    } catch (error) {
      const failure = error as SmtpError;
      return { kind: isFinal(failure) ? 'Rejected' : 'Unavailable', reason: reasonOf(failure, message) };
    }
  };

  return {
    send,
    start: () => Promise.resolve(),
    stop: () => {
      transport.close();
      return Promise.resolve();
    },
  };
};
