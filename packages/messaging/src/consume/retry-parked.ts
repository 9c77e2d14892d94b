import type { Envelope } from '@oms/contracts';
import { backoff } from '@oms/workers';
import { subjectOf } from '../event-row';
import { parseEnvelope, UnreadableMessage } from '../message';
import { slotsIn } from '../partition';
import { errorText, reasonOf } from '../error-text';
import { type Applying, Interrupted, type Progress, transact } from './applying';
import {
  countParkedAttempt,
  countWaiting,
  dueParkedHeads,
  lockParked,
  noteParkedFailure,
  parkedKeys,
  type ParkedHead,
  removeParked,
} from './parked-events';
import { awaitsLog, isExhausted } from './retry-policy';

/** So many are tried before the reader applies new events again. */
const HEADS_MAX = 16;

const readable = ({ message }: ParkedHead): Envelope | UnreadableMessage => {
  try {
    return parseEnvelope(message);
  } catch (error) {
    if (error instanceof UnreadableMessage) return error;
    throw error;
  }
};

const tryOnce = (self: Applying, { position }: ParkedHead, event: Envelope): Promise<void> =>
  transact(self, async (tx) => {
    const locked = await lockParked(tx, self.publisher, position);
    if (locked === undefined) return;
    await self.handle(tx, [event]);
    await removeParked(tx, self.publisher, position);
    if (locked.deadLetterId !== null) await self.deadLetters.resolve(tx, locked.deadLetterId, event);
  });

interface Failure {
  readonly error: unknown;
  /** Undefined for what is no event. */
  readonly event: Envelope | undefined;
  readonly attempts: number;
}

const fail = async (self: Applying, head: ParkedHead, { error, event, attempts }: Failure): Promise<void> => {
  const { consumer, publisher, retry, deadLetters, metrics, logger } = self;
  const isDead = event === undefined || isExhausted(attempts, retry, error);
  const waitMs = backoff(attempts, retry);
  const deadLetterId = await transact(self, async (tx) => {
    const locked = await lockParked(tx, publisher, head.position);
    if (locked === undefined) return null;
    const { position, type, message, deadLetterId: existing } = locked;
    if (existing !== null) await deadLetters.fail(tx, existing, { error, event });
    const waiting = await countWaiting(tx, publisher, locked);
    const letter = { consumer, subject: subjectOf(type), message, error, attempts, waiting, event };
    const id = existing === null && isDead ? await deadLetters.add(tx, letter) : existing;
    const failure = { position, error: errorText(error), awaitsLog: awaitsLog(error), waitMs };
    await noteParkedFailure(tx, publisher, { ...failure, deadLetterId: id });
    return id;
  });
  const facts = { consumer, position: head.position, type: head.type, attempts, reason: reasonOf(error) };
  if (deadLetterId === null) {
    metrics.retried.inc({ consumer });
    logger.warn({ ...facts, waitMs }, 'event failed; it is tried again');
    return;
  }
  if (head.deadLetterId === null) metrics.deadLettered.inc({ consumer });
  logger.error({ ...facts, deadLetterId }, 'event is a dead letter; later ones of its partition key wait');
};

const retryOne = async (self: Applying, head: ParkedHead): Promise<void> => {
  const { consumer, publisher, retry, logger } = self;
  const { position, type } = head;
  const event = readable(head);
  if (event instanceof UnreadableMessage)
    return fail(self, head, { error: event, event: undefined, attempts: Math.max(1, head.attempts) });
  // Counted first, and not due again before its back-off, in case the attempt ends the process.
  const waitMs = backoff(head.attempts + 1, retry);
  const isSpent = head.deadLetterId === null && !head.awaitsLog && head.attempts >= retry.attemptsMax;
  const attempts = isSpent
    ? head.attempts
    : await transact(self, (tx) => countParkedAttempt(tx, publisher, { position, waitMs }));
  if (attempts === undefined) return;
  try {
    if (isSpent) throw new Error(head.error ?? 'The process ended each time while it handled the event.');
    await tryOnce(self, head, event);
    logger.info({ consumer, position, type, attempts }, 'parked event applied');
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    await fail(self, head, { error, event, attempts });
  }
};

/**
 * Tries parked events again: the first of each partition key, and after it, in order, those that waited behind it.
 * Resolves to whether there may be more.
 */
export const retryDue = async (self: Applying, progress: Progress): Promise<boolean> => {
  const slots = slotsIn(progress.cursor.slots);
  const heads = await transact(self, (tx) => dueParkedHeads(tx, self.publisher, { slots, limit: HEADS_MAX }));
  for (const head of heads) {
    if (self.stopping.aborted) return false;
    await retryOne(self, head);
  }
  progress.parked = await transact(self, (tx) => parkedKeys(tx, self.publisher, slots));
  return heads.length > 0;
};
