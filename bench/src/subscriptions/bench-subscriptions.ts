import { figure, heading } from '../report';
import { fanOut, type FanOut } from './fan-out';
import { memoryPerSubscription, type MemoryPerSubscription } from './open-subscriptions';

const FAN_OUT_GOAL_MS = 100;

const milliseconds = (ms: number): string => `${ms.toFixed(0)} ms`;

const kilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} kB`;

const printFanOut = (what: string, { coldMs, medianMs, maxMs }: FanOut, goal = ''): void => {
  heading(`One event to 1,000 clients, ${what}: published → read by the last`);
  figure('first event of a process, three processes', coldMs.map(milliseconds).join(' / '), goal);
  figure('the other events, median / max', `${milliseconds(medianMs)} / ${milliseconds(maxMs)}`, goal);
};

const printMemory = (what: string, { rssBytes, heapBytes }: MemoryPerSubscription): void => {
  figure(what, `${kilobytes(rssBytes)} RSS, ${kilobytes(heapBytes)} heap`);
};

/** Subscriptions through the gateway, on a supergraph of their own: nothing of the rest has to run. Logs go to `folder`. */
export const benchSubscriptions = async (folder: string): Promise<void> => {
  const goal = `goal < ${FAN_OUT_GOAL_MS.toString()} ms`;
  printFanOut('all of one identity with the same subscription', await fanOut('identical', folder), goal);
  printFanOut('each with an identity and a subscription of its own', await fanOut('distinct', folder));
  heading('Memory of the gateway for each of 10,000 open subscriptions on 20 sockets');
  printMemory('all equal', await memoryPerSubscription('identical', folder));
  printMemory('each different', await memoryPerSubscription('distinct', folder));
};
