import { setTimeout as delay } from 'node:timers/promises';
import { openFeed } from './feed';
import type { SubscriberSocket } from './subscribers-process';

const CLIENTS = 1_000;
const EVENTS = 20;
/** Each process has one cold event: its first. */
const PROCESSES = 3;
const QUIET_MS = 1_000;
const BETWEEN_EVENTS_MS = 200;

/** Whether all clients have one identity and one equal subscription, or each its own identity and subscription. */
export type Alike = 'identical' | 'distinct';

/**
 * From the publication of an event in the subgraph to its last client, in milliseconds. That includes the subgraph's own
 * execution and sending, the join in the gateway, and the reading of the clients, all on the cores of this machine;
 * not the sending of the command to publish.
 */
export interface FanOut {
  /** The first event that a gateway's process ever delivers: one for each process, in the order of their starts. */
  readonly coldMs: readonly number[];
  readonly medianMs: number;
  /** Of all but the cold ones. */
  readonly maxMs: number;
}

const socketsOf = (alike: Alike, tokenOf: (subject: string) => string): readonly SubscriberSocket[] => {
  const token = tokenOf('shared');
  return Array.from({ length: CLIENTS }, (_, n) =>
    alike === 'identical'
      ? { token, topics: ['all'] }
      : { token: tokenOf(`client-${n.toString()}`), topics: [`topic-${n.toString()}`] },
  );
};

const timesOfOneProcess = async (alike: Alike, folder: string): Promise<readonly number[]> => {
  const feed = await openFeed(folder);
  try {
    await feed.subscribe(socketsOf(alike, feed.tokenOf), alike === 'identical' ? 1 : CLIENTS);
    await delay(QUIET_MS);
    const times: number[] = [];
    for (let event = 0; event < EVENTS; event += 1) {
      times.push(await feed.publish(event));
      await delay(BETWEEN_EVENTS_MS);
    }
    return times;
  } finally {
    await feed.stop();
  }
};

export const fanOut = async (alike: Alike, folder: string): Promise<FanOut> => {
  const coldMs: number[] = [];
  const warmMs: number[] = [];
  for (let process = 0; process < PROCESSES; process += 1) {
    const [cold = Number.NaN, ...warm] = await timesOfOneProcess(alike, folder);
    coldMs.push(cold);
    warmMs.push(...warm);
  }
  warmMs.sort((one, other) => one - other);
  return {
    coldMs,
    medianMs: warmMs[Math.floor(warmMs.length / 2)] ?? Number.NaN,
    maxMs: warmMs.at(-1) ?? Number.NaN,
  };
};
