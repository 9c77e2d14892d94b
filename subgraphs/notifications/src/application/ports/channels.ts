import type { Delivery } from '../../domain/delivery';
import type { Channel } from '../../domain/recipient';

export interface OutgoingMessage {
  /** The channel's idempotency key: a message that is handed over twice is delivered once. */
  readonly id: string;
  readonly recipient: string;
  readonly subject: string | null;
  readonly body: string;
}

/** Hands a message to the world. Never throws: what went wrong is in the answer. */
export type Send = (message: OutgoingMessage) => Promise<Delivery>;

export type Channels = Readonly<Record<Channel, Send>>;
