import { type Envelope, envelopeSchema } from '@oms/contracts';
import { v5 } from 'uuid';
import { z } from 'zod';

/** A message as the broker delivered it, and the three answers to it. An answer that is lost means another delivery. */
export interface Delivery {
  readonly subject: string;
  readonly bytes: Uint8Array;
  /** 1 for the first time. */
  readonly deliveries: number;
  /** The stream and where in it: the same for every delivery. */
  readonly place: string;
  ack(): void;
  retryIn(ms: number): void;
  /** Asks the broker for more time. */
  stillWorking(): void;
}

/** It is no event at all, or its data is not what its contract promises. */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}

export type Message = Readable | Unreadable;

export interface Readable {
  readonly delivery: Delivery;
  readonly id: string;
  readonly envelope: Envelope;
}

interface Unreadable {
  readonly delivery: Delivery;
  readonly id: string;
  readonly error: UnreadableMessage;
}

/** Namespace of the ids of messages that have none of their own. */
const NAMESPACE = '6f1a0c1e-5d0b-4f0e-9a55-0d9d3c1f8a11';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** One line; zod's own message is its list of issues as JSON. */
export const unreadable = (error: unknown): UnreadableMessage => {
  if (error instanceof UnreadableMessage) return error;
  if (error instanceof z.ZodError) {
    const issues = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return new UnreadableMessage(`Does not fit its contract: ${issues.join('; ')}`, { cause: error });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new UnreadableMessage(`Is no event: ${reason}`, { cause: error });
};

/** @throws {UnreadableMessage} */
export const parseEnvelope = (bytes: Uint8Array): Envelope => {
  try {
    return envelopeSchema.parse(JSON.parse(decoder.decode(bytes)));
  } catch (error) {
    throw unreadable(error);
  }
};

export const readMessage = (delivery: Delivery): Message => {
  try {
    const envelope = parseEnvelope(delivery.bytes);
    return { delivery, id: envelope.id, envelope };
  } catch (error) {
    return { delivery, id: v5(delivery.place, NAMESPACE), error: unreadable(error) };
  }
};
