import type { Envelope } from '@oms/contracts';
import type { LogEntry } from '../log/log-client';
import { parseEnvelope } from '../message';
import { partitionKeyOf, slotOf } from '../partition';
import type { NewParkedEvent } from './parked-events';

/** An entry of the log that was read; `error` is the reason why it is no event. */
export type ReadableEntry = LogEntry & { readonly key: string; readonly slot: number } & (
    { readonly event: Envelope; readonly error?: never } | { readonly event?: never; readonly error: unknown }
  );

export const readEntry = (entry: LogEntry): ReadableEntry => {
  try {
    const event = parseEnvelope(entry.message);
    const key = partitionKeyOf(event);
    return { ...entry, event, key, slot: slotOf(key) };
  } catch (error) {
    // What is no event has a key of its own, so that no event waits behind it.
    const key = `position/${entry.position.toString()}`;
    return { ...entry, error, key, slot: slotOf(key) };
  }
};

export const parkedFrom = ({ position, slot, key, type, message }: ReadableEntry): NewParkedEvent => ({
  position,
  slot,
  partitionKey: key,
  type,
  message,
});
