import { type Context, deadLetterResolved, type Envelope, messageDeadLettered } from '@oms/contracts';
import { affectedBy, newId, rowsOf, type Tx } from '@oms/database';
import { appendEvents } from '../append-events';
import { causedBy, type Cause } from '../cause';
import { clearAttempts, takeNew } from './inbox';
import type { Message } from './message';

export interface DeadLetter {
  readonly id: string;
  readonly consumer: string;
  readonly subject: string;
  readonly messageId: string;
  readonly message: Buffer;
  readonly deliveries: number;
  readonly version: number;
}

/** The event about it must itself fit into a message. The row keeps all of it. */
const EVENT_MESSAGE_BYTES_MAX = 128 * 1024;
const ERROR_CHARACTERS_MAX = 2_000;

const insert = `
insert into dead_letters (id, consumer, subject, message_id, message, error, deliveries, version)
values ($1, $2, $3, $4, $5, $6, $7, 1)`;

const takeNext = `
select id, consumer, subject, message_id as "messageId", message, deliveries, version from dead_letters
where status = 'OPEN' and retry_requested_at is not null
order by retry_requested_at limit 1 for update skip locked`;

const requestRetries = `update dead_letters set retry_requested_at = now() where id = any($1::uuid[]) and status = 'OPEN'`;
const dismissAll = `update dead_letters set status = 'DISMISSED', retry_requested_at = null
  where id = any($1::uuid[]) and status = 'OPEN'`;
const resolveOne = `update dead_letters set status = 'RESOLVED', retry_requested_at = null, version = $2 where id = $1`;
const failOne = `
update dead_letters set retry_requested_at = null, error = $2, failed_at = now(),
  deliveries = deliveries + 1, version = version + 1
where id = $1 and status = 'OPEN' and retry_requested_at is not null
returning deliveries, version`;

/** PostgreSQL stores no NUL in a text. */
const printable = (text: string): string => text.replaceAll('\0', '\u{FFFD}');

const textOf = (message: Uint8Array): string =>
  printable(Buffer.from(message.subarray(0, EVENT_MESSAGE_BYTES_MAX)).toString('utf8'));

const errorText = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return printable(text === '' ? 'An error without a message.' : text).slice(0, ERROR_CHARACTERS_MAX);
};

const causeOf = (event: Envelope | undefined, deadLetterId: string): Cause =>
  event === undefined ? { correlationId: deadLetterId } : causedBy(event);

/** One consumer's dead letters: rows of its context, and the events by which the operators' list hears of them. */
export const deadLettersOf = (context: Context) => {
  const announce = (
    tx: Tx,
    letter: Pick<DeadLetter, 'id' | 'consumer' | 'subject' | 'message' | 'deliveries' | 'version'>,
    { error, event }: { readonly error: unknown; readonly event: Envelope | undefined },
  ): Promise<unknown> =>
    appendEvents(tx, [
      {
        contract: messageDeadLettered[context],
        aggregateId: letter.id,
        sequence: letter.version,
        orderId: event?.orderid,
        cause: causeOf(event, letter.id),
        data: {
          deadLetterId: letter.id,
          consumer: letter.consumer,
          subject: letter.subject,
          message: textOf(letter.message),
          error: errorText(error),
          deliveries: letter.deliveries,
        },
      },
    ]);

  return {
    /** Sets the message aside, once however often it is delivered. */
    add: async (
      tx: Tx,
      message: Message,
      why: { consumer: string; error: unknown; attempts: number },
    ): Promise<void> => {
      const { consumer, error, attempts } = why;
      const { delivery, id: messageId } = message;
      const isNew = await takeNew(tx, consumer, [messageId]);
      await clearAttempts(tx, consumer, [messageId]);
      if (isNew.size === 0) return;
      const id = newId();
      const bytes = Buffer.from(delivery.bytes);
      await rowsOf(tx, insert, [id, consumer, delivery.subject, messageId, bytes, errorText(error), attempts]);
      const letter = { id, consumer, subject: delivery.subject, message: bytes, deliveries: attempts, version: 1 };
      await announce(tx, letter, { error, event: 'envelope' in message ? message.envelope : undefined });
    },
    requestRetries: (tx: Tx, ids: readonly string[]): Promise<number> => affectedBy(tx, requestRetries, [ids]),
    dismiss: (tx: Tx, ids: readonly string[]): Promise<number> => affectedBy(tx, dismissAll, [ids]),
    /** The next one that an operator wants delivered again; locked until the transaction ends. */
    next: async (tx: Tx): Promise<DeadLetter | undefined> => (await rowsOf<DeadLetter>(tx, takeNext))[0],
    resolve: async (tx: Tx, letter: DeadLetter, event: Envelope): Promise<void> => {
      const version = letter.version + 1;
      await rowsOf(tx, resolveOne, [letter.id, version]);
      await appendEvents(tx, [
        {
          contract: deadLetterResolved[context],
          aggregateId: letter.id,
          sequence: version,
          orderId: event.orderid,
          cause: causedBy(event),
          data: { deadLetterId: letter.id, consumer: letter.consumer },
        },
      ]);
    },
    fail: async (tx: Tx, letter: DeadLetter, why: { error: unknown; event: Envelope | undefined }): Promise<void> => {
      const [row] = await rowsOf<Pick<DeadLetter, 'deliveries' | 'version'>>(tx, failOne, [
        letter.id,
        errorText(why.error),
      ]);
      if (row !== undefined) await announce(tx, { ...letter, ...row }, why);
    },
  };
};

export type DeadLetters = ReturnType<typeof deadLettersOf>;
