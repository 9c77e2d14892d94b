import type { SendResult } from '../../domain/notification/delivery';
import type { NotificationChannel } from '../../domain/notification/notification';

export interface Message {
  /** The channel's idempotency key: a message that is sent twice under it is delivered once, where the channel can do that. */
  readonly id: string;
  readonly recipient: string;
  readonly subject: string | null;
  readonly body: string;
}

/** A remote party that delivers messages. */
export interface Channel {
  /** Never throws: an error is a result. */
  send(message: Message): Promise<SendResult>;
}

export type Channels = Readonly<Record<NotificationChannel, Channel>>;
