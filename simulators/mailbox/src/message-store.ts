import { openJournal } from './journal';

export type Channel = 'EMAIL' | 'SMS';

/** A message as received. */
export interface Incoming {
  readonly channel: Channel;
  /** The sender's identifier of it: Message-ID or idempotency key. */
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Message extends Incoming {
  readonly receivedAt: string;
  /** How often it was received. More than once means that the sender repeated it with the same key. */
  readonly deliveries: number;
}

export interface Filter {
  readonly to?: string | undefined;
  readonly channel?: Channel | undefined;
  /** Searched in the subject and the text, as a whole word. */
  readonly orderNumber?: string | undefined;
}

/** All messages that were ever received. It is durable, and tests compare the system with it. */
export interface MessageStore {
  /** Resolves when the message is on disk; only then may it be acknowledged. */
  record(message: Incoming): Promise<Message>;
  /** Oldest first. */
  list(filter: Filter): readonly Message[];
  close(): Promise<void>;
}

type Delivery = Incoming & { readonly at: string };

const isAbout = (message: Message, orderNumber: string): boolean =>
  `${message.subject}\n${message.text}`.split(/[^\p{L}\p{N}_-]+/u).includes(orderNumber);

const matches =
  ({ to, channel, orderNumber }: Filter) =>
  (message: Message): boolean =>
    (to === undefined || message.to.toLowerCase() === to.toLowerCase()) &&
    (channel === undefined || message.channel === channel) &&
    (orderNumber === undefined || isAbout(message, orderNumber));

export const openMessageStore = async (file: string): Promise<MessageStore> => {
  const journal = await openJournal<Delivery>(file);
  const messages = new Map<string, Message>();

  const apply = ({ at, ...incoming }: Delivery): Message => {
    const id = `${incoming.channel} ${incoming.key}`;
    const known = messages.get(id);
    const message = known
      ? { ...known, deliveries: known.deliveries + 1 }
      : { ...incoming, receivedAt: at, deliveries: 1 };
    messages.set(id, message);
    return message;
  };

  for (const delivery of journal.past) apply(delivery);
  return {
    record: async (incoming) => {
      const delivery = { ...incoming, at: new Date().toISOString() };
      await journal.append(delivery);
      return apply(delivery);
    },
    list: (filter) => [...messages.values()].filter(matches(filter)),
    close: () => journal.close(),
  };
};
