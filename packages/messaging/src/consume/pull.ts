import { type Context, streamOf } from '@oms/contracts';
import { type ConsumerMessages, ConsumerEvents, type JsMsg } from 'nats';
import type { Broker } from '../broker';
import { ACK_WAIT_MS, ensureConsumer } from '../streams';
import type { Delivery } from './message';

/** Messages asked for ahead, so that the next batch is there when this one is done. */
const PREFETCH = 256;
const BATCH_MAX = 128;
/** Well within the time after which the broker delivers again. */
export const STILL_WORKING_MS = Math.floor(ACK_WAIT_MS / 3);

/** What makes it doubtful that messages still come; the answer to all of them is to set the consumer up again. */
const troubles: ReadonlySet<string> = new Set([
  ConsumerEvents.HeartbeatsMissed,
  ConsumerEvents.ConsumerDeleted,
  ConsumerEvents.ConsumerNotFound,
  ConsumerEvents.StreamNotFound,
  ConsumerEvents.NoResponders,
]);

const toDelivery = (message: JsMsg): Delivery => {
  const { info } = message;
  return {
    subject: message.subject,
    bytes: message.data,
    deliveries: info.deliveryCount,
    place: `${info.stream}/${info.streamSequence.toString()}/${info.timestampNanos.toString()}`,
    ack: () => {
      message.ack();
    },
    retryIn: (ms) => {
      message.nak(ms);
    },
    stillWorking: () => {
      message.working();
    },
  };
};

/** Messages that were taken from the broker and are not answered yet. */
export interface Hand {
  put(delivery: Delivery): void;
  /** The next ones to deal with together: what has arrived, up to a limit. They stay in hand until `done`. */
  take(): readonly Delivery[];
  done(): void;
  /** Asks the broker for more time for all of them. */
  hold(): void;
  readonly size: () => number;
}

export const createHand = (onPut: () => void): Hand => {
  let waiting: Delivery[] = [];
  let taken: readonly Delivery[] = [];
  return {
    put: (delivery) => {
      waiting.push(delivery);
      onPut();
    },
    take: () => {
      taken = waiting.slice(0, BATCH_MAX);
      waiting = waiting.slice(BATCH_MAX);
      return taken;
    },
    done: () => {
      taken = [];
    },
    hold: () => {
      for (const delivery of taken) delivery.stillWorking();
      for (const delivery of waiting) delivery.stillWorking();
    },
    size: () => waiting.length + taken.length,
  };
};

const reportTroubles = async (messages: ConsumerMessages, onTrouble: (what: string) => void): Promise<void> => {
  for await (const { type } of await messages.status()) if (troubles.has(type)) onTrouble(type);
};

/** Sets the durable consumer up, if it is gone, and lets its messages flow into the hand until `close`. */
export const pullInto = async (
  hand: Hand,
  from: { readonly broker: Broker; readonly stream: Context; readonly durable: string },
  onTrouble: (what: string) => void,
): Promise<ConsumerMessages> => {
  const { broker, stream, durable } = from;
  await ensureConsumer(broker, stream, durable);
  const consumer = await broker.js.consumers.get(streamOf(stream), durable);
  const messages = await consumer.consume({
    max_messages: PREFETCH,
    // We look after the consumer ourselves; the client's own way to do so stalls when the stream is gone.
    bind: true,
    callback: (message) => {
      hand.put(toDelivery(message));
    },
  });
  void reportTroubles(messages, onTrouble).catch(() => {
    onTrouble('status_lost');
  });
  void messages.closed().then(() => {
    onTrouble('closed');
  });
  return messages;
};
