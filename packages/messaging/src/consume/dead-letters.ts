import { type Context, deadLetterResolved, type Envelope, messageDeadLettered } from '@oms/contracts';
import { affectedBy, newId, rowsOf, type Tx } from '@oms/database';
import type { Causation } from '@oms/kernel';
import { redactJsonText } from '@oms/telemetry';
import { appendEvents, causedBy } from '../append-events';
import { errorText } from '../error-text';

/** What an operator is shown of an event that has no attempt left. */
interface DeadLetter {
  readonly id: string;
  readonly consumer: string;
  readonly subject: string;
  readonly message: string;
  readonly error: string;
  readonly deliveries: number;
  readonly waiting: number;
  readonly version: number;
}

/** The event about it must itself fit into a message. */
const MESSAGE_CHARACTERS_MAX = 32 * 1024;

const insert = `
insert into dead_letters (id, consumer, subject, message_id, message, error, deliveries, waiting, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, 1)`;

const dismissAll = `update dead_letters set status = 'DISMISSED', settled_at = now() where id = any($1::uuid[]) and status = 'OPEN'`;
const resolveOne = `
update dead_letters set status = 'RESOLVED', settled_at = now(), version = version + 1 where id = $1 and status = 'OPEN' returning version, consumer`;
const columns = 'id, consumer, subject, message, error, deliveries, waiting, version';
const failOne = `
update dead_letters set error = $2, failed_at = now(), deliveries = deliveries + 1, version = version + 1
where id = $1 and status = 'OPEN' returning ${columns}`;
const growOne = `
update dead_letters set waiting = $2, version = version + 1 where id = $1 and status = 'OPEN' returning ${columns}`;

const causationOf = (event: Envelope | undefined, deadLetterId: string): Causation =>
  event === undefined ? { correlationId: deadLetterId } : causedBy(event);

export interface NewDeadLetter {
  readonly consumer: string;
  readonly subject: string;
  readonly message: string;
  readonly error: unknown;
  readonly attempts: number;
  readonly waiting: number;
  /** Undefined for what is no event at all. */
  readonly event: Envelope | undefined;
}

/**
 * A context's dead letters: rows, and the events from which the operators' list is made. The event itself is parked; a
 * dead letter has what may be shown of it, without secrets.
 */
export const deadLettersOf = (context: Context) => {
  const announce = async (tx: Tx, letter: DeadLetter, event: Envelope | undefined): Promise<void> => {
    const { id, consumer, subject, message, error, deliveries, waiting, version } = letter;
    await appendEvents(tx, [
      {
        contract: messageDeadLettered[context],
        aggregateId: id,
        sequence: version,
        orderId: event?.orderid,
        causation: causationOf(event, id),
        data: { deadLetterId: id, consumer, subject, message, error, deliveries, waiting },
      },
    ]);
  };

  return {
    /** Resolves to its id. */
    add: async (tx: Tx, added: NewDeadLetter): Promise<string> => {
      const { consumer, subject, attempts, waiting, event } = added;
      const id = newId();
      const message = redactJsonText(added.message).slice(0, MESSAGE_CHARACTERS_MAX);
      const error = errorText(added.error);
      await rowsOf(tx, insert, [id, consumer, subject, event?.id ?? null, message, error, attempts, waiting]);
      await announce(tx, { id, consumer, subject, message, error, deliveries: attempts, waiting, version: 1 }, event);
      return id;
    },

    /** Another attempt failed. */
    fail: async (tx: Tx, id: string, why: { error: unknown; event: Envelope | undefined }): Promise<void> => {
      const [letter] = await rowsOf<DeadLetter>(tx, failOne, [id, errorText(why.error)]);
      if (letter !== undefined) await announce(tx, letter, why.event);
    },

    /** More events wait behind it. */
    grow: async (tx: Tx, id: string, { waiting, event }: { waiting: number; event: Envelope }): Promise<void> => {
      const [letter] = await rowsOf<DeadLetter>(tx, growOne, [id, waiting]);
      if (letter !== undefined) await announce(tx, letter, event);
    },

    /** An attempt succeeded. */
    resolve: async (tx: Tx, id: string, event: Envelope): Promise<void> => {
      const [letter] = await rowsOf<Pick<DeadLetter, 'version' | 'consumer'>>(tx, resolveOne, [id]);
      if (letter === undefined) return;
      await appendEvents(tx, [
        {
          contract: deadLetterResolved[context],
          aggregateId: id,
          sequence: letter.version,
          orderId: event.orderid,
          causation: causedBy(event),
          data: { deadLetterId: id, consumer: letter.consumer },
        },
      ]);
    },

    dismiss: (tx: Tx, ids: readonly string[]): Promise<number> => affectedBy(tx, dismissAll, [ids]),
  };
};

export type DeadLetters = ReturnType<typeof deadLettersOf>;
