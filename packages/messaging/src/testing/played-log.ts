import { type Context, type Envelope, streamOf } from '@oms/contracts';
import type { Subscription } from 'nats';
import type { Broker } from '../broker';
import { subjectOf } from '../event-row';
import { headSubject, readSubject } from '../log/log-service';
import { headersOf, recreateStream } from '../log/stream';

/** A publisher without a database: its stream and its log, in the memory of a test. */
export interface PlayedLog {
  /** Publishes the events in this order. The same event may be published again, as a new entry. */
  publish(events: readonly Envelope[]): Promise<void>;
  /** Ends the answers to requests for the log. */
  close(): void;
}

/** Creates the stream of the context, and answers requests for its log from memory. */
export const playedLog = async (broker: Broker, context: Context): Promise<PlayedLog> => {
  const entries: { readonly type: string; readonly message: string }[] = [];
  await recreateStream(broker, context, 1);

  const page = (request: string): string => {
    const { after, types } = JSON.parse(request) as { readonly after: number; readonly types?: readonly string[] };
    const found = entries
      .map((entry, index) => ({ ...entry, position: index + 1 }))
      .filter(({ position, type }) => position > after && (types?.includes(type) ?? true));
    const head = {
      head: entries.length,
      upTo: Math.max(after, entries.length),
      positions: found.map(({ position }) => position),
      types: found.map(({ type }) => type),
    };
    return [JSON.stringify(head), ...found.map(({ message }) => message)].join('\n');
  };

  const answer = (subject: string, respond: (request: string) => string): Subscription =>
    broker.nc.subscribe(subject, {
      callback: (error, message) => {
        if (error === null) message.respond(respond(message.string()));
      },
    });
  const subscriptions = [
    answer(readSubject(context), page),
    answer(headSubject(context), () => JSON.stringify({ head: entries.length })),
  ];
  await broker.nc.flush();

  return {
    publish: async (events) => {
      const acknowledged = events.map((event) => {
        const message = JSON.stringify(event);
        entries.push({ type: event.type, message });
        const position = entries.length;
        return broker.js.publish(subjectOf(event.type), message, {
          headers: headersOf(position, event.id),
          expect: { streamName: streamOf(context), lastSequence: position - 1 },
        });
      });
      await Promise.all(acknowledged);
    },
    close: () => {
      for (const subscription of subscriptions) subscription.unsubscribe();
    },
  };
};
