import { randomUUID } from 'node:crypto';
import { type AddressObject, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Book, Incoming } from './book';
import type { Refusals } from './refusals';

const MESSAGE_BYTES_MAX = 1_000_000;
const CLOSE_WITHIN_MS = 1_000;

const replies = {
  TEMPORARY: { code: 451, text: 'Try again later, as the test demands' },
  PERMANENT: { code: 550, text: 'No such mailbox, as the test demands' },
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

/** Takes every mail, unless it is told to refuse. A mail is acknowledged when it is in the book. */
export const smtpServer = (book: Book, refusals: Refusals): SMTPServer => {
  /** Answers whether the sender is to be answered at all. */
  const take = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<boolean> => {
    const mail = await parse(stream, session);
    const misbehaviour = refusals.next('EMAIL', mail.to);
    if (misbehaviour === 'TEMPORARY' || misbehaviour === 'PERMANENT') throw refusalOf(misbehaviour);
    if (misbehaviour !== 'NO_ANSWER') await book.record(mail);
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
        (answers) => {
          if (answers) callback();
        },
        (error: unknown) => {
          callback(error instanceof Error ? error : new Error(String(error)));
        },
      );
    },
  });
  // A sender that hangs up in the middle is no reason to end.
  server.on('error', (error) => {
    console.error(`a mail connection failed: ${error.message}`);
  });
  return server;
};
