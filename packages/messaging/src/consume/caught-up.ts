import type { Context } from '@oms/contracts';
import type { Database } from '@oms/database';
import type { Logger } from '@oms/telemetry';
import { pause } from '@oms/workers';
import type { Broker } from '../broker';
import { type LogClient, logClient, type LogEntry } from '../log/log-client';
import { parseEnvelope } from '../message';
import { contains, partitionKeyOf, slotOf } from '../partition';
import { reasonOf } from '../error-text';
import { type Cursor, findCursors } from './cursors';
import { hasParked } from './parked-events';

export interface CaughtUpRequest {
  readonly publisher: Context;
  /** Only events of these matter: ids of orders, or `<aggregate type>/<id>`. Left out: all that are subscribed to. */
  readonly partitionKeys?: readonly string[];
  readonly withinMs: number;
}

/** How much of the log is searched at most; a context that is further behind has not caught up. */
const PAGES_MAX = 50;
const POLL_MS = 20;

export interface CaughtUpOptions {
  readonly database: Pick<Database, 'transaction'>;
  readonly broker: Broker;
  readonly logger: Logger;
  /** By publisher, the types that this context handles; undefined for all. */
  readonly typesOf: (publisher: Context) => ReadonlySet<string> | undefined;
}

interface Target {
  readonly position: number;
  readonly slot: number;
}

const isApplied = (cursors: readonly Cursor[], { position, slot }: Target): boolean => {
  const cursor = cursors.find(({ slots }) => contains(slots, slot));
  return cursor !== undefined && (cursor.ahead.get(slot) ?? cursor.position) >= position;
};

const targetOf = ({ position, message }: LogEntry, partitionKeys: readonly string[] | undefined): readonly Target[] => {
  const key = partitionKeyOf(parseEnvelope(message));
  return (partitionKeys?.includes(key) ?? true) ? [{ position, slot: slotOf(key) }] : [];
};

/** Events that matter between the cursors and the end of the log; undefined when that is too much to search. */
const missing = async (
  client: LogClient,
  cursors: readonly Cursor[],
  {
    head,
    types,
    partitionKeys,
  }: { head: number; types: readonly string[] | undefined; partitionKeys: readonly string[] | undefined },
): Promise<readonly Target[] | undefined> => {
  // Without a cursor nothing is applied.
  let at = cursors.length === 0 ? 0 : Math.min(head, ...cursors.map(({ position }) => position));
  const targets: Target[] = [];
  for (let pages = 0; at < head; pages += 1) {
    if (pages >= PAGES_MAX) return undefined;
    const { entries, upTo } = await client.page(at, types);
    targets.push(...entries.flatMap((entry) => targetOf(entry, partitionKeys)));
    at = upTo;
  }
  return targets;
};

/**
 * Whether this context has applied all that a publisher had committed before the call: what it has not stored then does
 * not exist. False when that takes too long, when an event that matters is parked, or when the log cannot be read.
 */
export const caughtUp =
  ({ database, broker, logger, typesOf }: CaughtUpOptions) =>
  async ({ publisher, partitionKeys, withinMs }: CaughtUpRequest): Promise<boolean> => {
    const deadline = performance.now() + withinMs;
    const client = logClient(broker, publisher, withinMs);
    const cursorsNow = (): Promise<readonly Cursor[]> => database.transaction((tx) => findCursors(tx, publisher));
    const types = typesOf(publisher);

    const reach = async (): Promise<boolean> => {
      const head = await client.head();
      let cursors = await cursorsNow();
      const wanted = types === undefined ? undefined : [...types];
      const targets = await missing(client, cursors, { head, types: wanted, partitionKeys });
      if (targets === undefined) return false;
      while (!targets.every((target) => isApplied(cursors, target))) {
        if (performance.now() >= deadline) return false;
        await pause(POLL_MS);
        cursors = await cursorsNow();
      }
      return !(await database.transaction((tx) => hasParked(tx, publisher, partitionKeys)));
    };

    try {
      return await reach();
    } catch (error) {
      logger.warn({ publisher, reason: reasonOf(error) }, 'it cannot be determined whether all events are applied');
      return false;
    }
  };
