import { type Envelope, type EventContract, parseData } from '@oms/contracts';
import type { Tx } from '@oms/database';
import { unreadable } from '../message';
import { partitionKeyOf } from '../partition';

/**
 * Handles events, each once and in the order of the log, their data not parsed yet. All effects happen in the given
 * transaction, or none; an event whose handler throws is parked and tried again.
 *
 * A handler must not wait for the network: it records an intent, and a worker acts on it.
 */
export interface Handle {
  (tx: Tx, events: readonly Envelope[]): Promise<void>;
  /** The types that it handles; all others are skipped without being parsed. Left out: every type. */
  readonly types?: ReadonlySet<string>;
}

/** The handler of one type of event. */
export interface Reaction {
  readonly type: string;
  readonly run: (tx: Tx, events: readonly Envelope[]) => Promise<void>;
}

/** @throws {UnreadableMessage} naming each field that does not fit the contract. */
export const readEvent = <Data>(contract: EventContract<Data>, event: Envelope): Envelope<Data> => {
  try {
    return parseData(contract, event);
  } catch (error) {
    throw unreadable(error);
  }
};

/** The handler gets several events at once when several have arrived; each with its data parsed by the contract. */
export const on = <Data>(
  contract: EventContract<Data>,
  handler: (tx: Tx, events: readonly Envelope<Data>[]) => Promise<void>,
): Reaction => ({
  type: contract.type,
  run: (tx, events) =>
    handler(
      tx,
      events.map((event) => readEvent(contract, event)),
    ),
});

/**
 * Splits the events into as few groups of one type as it can, without letting one overtake another of its partition key.
 * So a hundred new orders and their hundred payments are two calls, not two hundred.
 */
export const inGroups = (events: readonly Envelope[]): readonly (readonly Envelope[])[] => {
  const groups: Envelope[][] = [];
  for (let rest = events; rest.length > 0;) {
    const type = rest[0]?.type;
    const blocked = new Set<string>();
    const group: Envelope[] = [];
    const later: Envelope[] = [];
    for (const event of rest) {
      const key = partitionKeyOf(event);
      if (event.type === type && !blocked.has(key)) {
        group.push(event);
      } else {
        blocked.add(key);
        later.push(event);
      }
    }
    groups.push(group);
    rest = later;
  }
  return groups;
};

/** One handler of several reactions. Types without a reaction are ignored: another version may publish them. */
export const dispatch = (...reactions: readonly Reaction[]): Handle => {
  const byType = new Map(reactions.map((reaction) => [reaction.type, reaction]));
  if (byType.size < reactions.length) throw new Error('Two reactions to one type of event: join them into one.');
  const handle = async (tx: Tx, events: readonly Envelope[]): Promise<void> => {
    for (const group of inGroups(events.filter(({ type }) => byType.has(type)))) {
      const [first] = group;
      if (first !== undefined) await byType.get(first.type)?.run(tx, group);
    }
  };
  return Object.assign(handle, { types: new Set(byType.keys()) });
};

/**
 * Takes the locks of all events of a batch before any of them is handled, in one order, so that two batches, or a batch
 * and a request, cannot wait for each other's locks. `lock` is given those events that `handle` handles.
 */
export const lockingFirst = (lock: (tx: Tx, events: readonly Envelope[]) => Promise<void>, handle: Handle): Handle => {
  const { types } = handle;
  const locking: Handle = async (tx, events) => {
    const concerned = events.filter(({ type }) => types?.has(type) ?? true);
    if (concerned.length > 0) await lock(tx, concerned);
    await handle(tx, events);
  };
  return types === undefined ? locking : Object.assign(locking, { types });
};
