import { watch, type FSWatcher } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger, Metrics } from '@oms/telemetry';
import { loadSupergraph, type LoadedSupergraph, type LoadOptions } from './load-supergraph';
import type { Supergraph, SupergraphSource } from './supergraph';

/** Watching misses what happens on network file systems and behind a symbolic link to a link; this finds it all the same. */
const POLL_MS = 1_000;
/** Writers may take several steps; the file is read when nothing was written for this long. */
const SETTLE_MS = 50;

export interface SupergraphFileOptions extends LoadOptions {
  readonly file: string;
  /** Refuse a supergraph that has fields which cannot be computed. */
  readonly strict: boolean;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface SupergraphFile extends SupergraphSource {
  stop(): void;
}

/** Throws on one line what keeps the file from being a supergraph. */
const load = (sdl: string, { strict, logger, ...options }: SupergraphFileOptions): LoadedSupergraph => {
  const loaded = loadSupergraph(sdl, options);
  for (const { coordinate, required } of loaded.conflicts) {
    const problem = `${coordinate} requires ${required.join(' and ')} at once: it is refused to clients`;
    if (strict) throw new Error(problem);
    logger.warn({ coordinate, required }, problem);
  }
  return loaded;
};

/**
 * The supergraph of a file, and of what the file becomes: rewritten, replaced by a rename, or behind a link that is
 * swapped. A file that does not load is logged and counted, and the supergraph before it stays in force.
 */
export const supergraphFile = async (options: SupergraphFileOptions): Promise<SupergraphFile> => {
  const { file, logger, metrics } = options;
  const reloads = metrics.counter('gateway_supergraph_reloads_total', 'Attempts to load a changed supergraph.', [
    'outcome',
  ]);
  for (const outcome of ['loaded', 'refused']) reloads.inc({ outcome }, 0);
  const inForce = metrics.gauge(
    'gateway_supergraph_loaded_timestamp_seconds',
    'When the supergraph in force was loaded.',
  );
  const listeners = new Set<(next: Supergraph) => void>();

  let seenVersion = '';
  let seen = await readFirst(file);
  let supergraph = loadFirst(seen, options);
  let lastRefusal = '';
  inForce.setToCurrentTime();

  const reload = async (): Promise<void> => {
    try {
      const version = await versionOf(file);
      if (version === seenVersion) return;
      const sdl = await readFile(file, 'utf8');
      seenVersion = version;
      if (sdl === seen) return;
      seen = sdl;
      supergraph = load(sdl, options).supergraph;
      inForce.setToCurrentTime();
      reloads.inc({ outcome: 'loaded' });
      logger.info({ supergraph: supergraph.id, file }, 'Loaded the changed supergraph');
      for (const listener of listeners) listener(supergraph);
      lastRefusal = '';
    } catch (error) {
      // Otherwise the poll would log the same every second while a file is missing.
      if (lastRefusal === String(error)) return;
      lastRefusal = String(error);
      reloads.inc({ outcome: 'refused' });
      logger.error({ err: error, file }, 'The changed supergraph does not load; the one before it stays in force');
    }
  };

  let settling: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(settling);
    settling = setTimeout(() => void reload(), SETTLE_MS).unref();
  };
  const watchers = await watchFolders(file, soon);
  const poll = setInterval(() => void reload(), POLL_MS).unref();

  return {
    current: () => supergraph,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => {
      clearInterval(poll);
      clearTimeout(settling);
      for (const watcher of watchers) watcher.close();
    },
  };
};

/** Another text means another version; folders have other files, too, and most changes are theirs. */
const versionOf = async (file: string): Promise<string> => {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
};

const readFirst = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Error(`SUPERGRAPH_FILE ${file} cannot be read: ${String(error)}`, { cause: error });
  }
};

const loadFirst = (sdl: string, options: SupergraphFileOptions): Supergraph => {
  try {
    return load(sdl, options).supergraph;
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ');
    throw new Error(`SUPERGRAPH_FILE ${options.file} is no supergraph: ${reason}`, { cause: error });
  }
};

/** Folders rather than the file: a watch on a file ends when another file takes its name. */
const watchFolders = async (file: string, onChange: () => void): Promise<readonly FSWatcher[]> => {
  const folders = new Set([dirname(file), dirname(await realpath(file))]);
  return [...folders].map((folder) => {
    const watcher = watch(folder, { persistent: false }, onChange);
    // The poll goes on without it.
    watcher.on('error', () => {
      watcher.close();
    });
    return watcher;
  });
};
