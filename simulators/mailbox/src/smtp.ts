import { randomUUID } from 'node:crypto';
import { type AddressObject, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { MessageStore, Incoming } from './message-store';
import type { Refusals } from './refusals';

const MESSAGE_BYTES_MAX = 1_000_000;
const CLOSE_WITHIN_MS = 1_000;

const replies = {
  TEMPORARY: { code: 451, text: 'Try again later (injected by a test)' },
  PERMANENT: { code: 550, text: 'No such mailbox (injected by a test)' },
} as const;

const refusalOf = (kind: keyof typeof replies): Error =>
  Object.assign(new Error(replies[kind].text), { responseCode: replies[kind].code });

const addressesOf = (field: AddressObject | undefined): string =>
  field?.value.map(({ address }) => address).join(', ') ?? '';

const parse = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Incoming> => {
  const mail = await simpleParser(stream);
  return {
    channel: 'EMAIL',
    key: mail.messageId?.replaceAll(/^<|>$/g, '') ?? randomUUID(),
    from: addressesOf(mail.from),
    to: session.envelope.rcptTo.map(({ address }) => address).join(', '),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
  };
};

/** Accepts every mail unless a refusal is injected. A mail is acknowledged when it is on disk. */
export const smtpServer = (messages: MessageStore, refusals: Refusals): SMTPServer => {
  /** Returns whether a response is to be sent. */
  const take = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<boolean> => {
    const mail = await parse(stream, session);
    const misbehaviour = refusals.next('EMAIL', mail.to);
    if (misbehaviour === 'TEMPORARY' || misbehaviour === 'PERMANENT') throw refusalOf(misbehaviour);
    if (misbehaviour !== 'NO_ANSWER') await messages.record(mail);
    return misbehaviour === undefined;
  };

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: MESSAGE_BYTES_MAX,
    closeTimeout: CLOSE_WITHIN_MS,
    onAuth: (auth, _session, callback) => {
      callback(null, { user: auth.username });
    },
    onData: (stream, session, callback) => {
      take(stream, session).then(
        (responds) => {
          if (responds) callback();
        },
        (error: unknown) => {
          callback(error instanceof Error ? error : new Error(String(error)));
        },
      );
    },
  });
  // A broken connection of a sender must not end the process.
  server.on('error', (error) => {
    console.error(`a mail connection failed: ${error.message}`);
  });
  return server;
};
