import { setTimeout as delay } from 'node:timers/promises';
import type { Restart, StopWatching } from '../system/liveness';
import { reasonOf } from '../until-ready';
import { hasRoom } from './has-room';
import { type ProbedServer, storageProbe } from './storage-probe';

const CHECK_EVERY_MS = 1_000;
const REFUSALS_MAX = 3;
/** Between restarts of which none cured it. */
const PAUSE_FIRST_MS = 10_000;
const PAUSE_MAX_MS = 60_000;

/** Of one server, over all its restarts. */
export interface RestartBackoff {
  isOver(): boolean;
  restarted(): void;
  cured(): void;
}

/** The first restart is at once. */
export const restartBackoff = (now: () => number = () => performance.now()): RestartBackoff => {
  let pauseMs = 0;
  let overAt = -Infinity;
  return {
    isOver: () => now() >= overAt,
    restarted: () => {
      pauseMs = pauseMs === 0 ? PAUSE_FIRST_MS : Math.min(pauseMs * 2, PAUSE_MAX_MS);
      overAt = now() + pauseMs;
    },
    cured: () => {
      pauseMs = 0;
      overAt = -Infinity;
    },
  };
};

export interface WatchedServer extends ProbedServer {
  /** Holds JetStream's files. */
  readonly folder: string;
  readonly backoff: RestartBackoff;
  readonly onProgress: (line: string) => void;
}

/**
 * Stores a message every second, and asks once for the server's restart when it took none three times in a row.
 *
 * A server that could not write a file does not try again until it is restarted. While its disk has no room a restart cures
 * nothing, and may leave it without its streams: it is put off until a file can be written.
 */
export const watchStorage = (server: WatchedServer, restart: Restart): StopWatching => {
  const { backoff, folder, onProgress } = server;
  const probe = storageProbe(server);
  const stopping = new AbortController();
  const isEnded = (): boolean => stopping.signal.aborted;
  let refusals = 0;
  let isPutOff = false;

  const canCure = async (reason: string): Promise<boolean> => {
    if (await hasRoom(folder)) return true;
    if (!isPutOff)
      onProgress(`nats takes no messages (${reason}), and ${folder} has no room: it is restarted when it has`);
    isPutOff = true;
    return false;
  };

  const check = async (): Promise<void> => {
    try {
      await probe.check();
      refusals = 0;
      isPutOff = false;
      backoff.cured();
    } catch (error) {
      refusals += 1;
      if (refusals < REFUSALS_MAX || !backoff.isOver()) return;
      const reason = reasonOf(error);
      if (!(await canCure(reason)) || isEnded()) return;
      stopping.abort();
      backoff.restarted();
      restart(`took no message ${refusals.toString()} times in a row (${reason})`);
    }
  };

  const run = async (): Promise<void> => {
    while (!isEnded()) {
      await delay(CHECK_EVERY_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      if (!isEnded()) await check();
    }
    await probe.close();
  };

  run().catch((error: unknown) => {
    onProgress(`nats is no longer watched: ${reasonOf(error)}`);
  });
  return () => {
    stopping.abort();
  };
};
