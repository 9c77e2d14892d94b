import type { Alike } from './fan-out';
import { openFeed } from './feed';

const SOCKETS = 20;
const PER_SOCKET = 500;
const SUBSCRIPTIONS = SOCKETS * PER_SOCKET;

/** The gateway's memory for each of ten thousand open subscriptions, including sockets and upstreams. */
export interface MemoryPerSubscription {
  readonly rssBytes: number;
  readonly heapBytes: number;
}

const topicOf = (alike: Alike, socket: number, index: number): string =>
  alike === 'identical' ? 'all' : `topic-${(socket * PER_SOCKET + index).toString()}`;

export const memoryPerSubscription = async (alike: Alike, folder: string): Promise<MemoryPerSubscription> => {
  const feed = await openFeed(folder);
  try {
    const token = feed.tokenOf('shared');
    const sockets = Array.from({ length: SOCKETS }, (_, socket) => ({
      token,
      topics: Array.from({ length: PER_SOCKET }, (_none, index) => topicOf(alike, socket, index)),
    }));
    const before = await feed.gateway.memory();
    await feed.subscribe(sockets, alike === 'identical' ? 1 : SUBSCRIPTIONS);
    const after = await feed.gateway.memory();
    return {
      rssBytes: (after.rssBytes - before.rssBytes) / SUBSCRIPTIONS,
      heapBytes: (after.heapBytes - before.heapBytes) / SUBSCRIPTIONS,
    };
  } finally {
    await feed.stop();
  }
};
