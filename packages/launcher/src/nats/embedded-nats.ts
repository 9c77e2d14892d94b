import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type GuardedProcess, spawnGuarded } from '../guarded-process';
import { assertPortFree } from '../ports';
import { untilReady } from '../until-ready';
import { natsBinary, type NatsLookup } from './nats-binary';

const READY_WITHIN_MS = 30_000;
const CONNECT_WITHIN_MS = 1_000;
/**
 * Without a limit of its own the server takes three quarters of what is free on the disk when it starts, and keeps to that:
 * started on a full disk it refuses every message (error 10023) long after there is room again, and calls itself healthy.
 */
const STORAGE_MAX = '1TB';

export interface EmbeddedNatsOptions {
  /** Holds JetStream's files. */
  readonly folder: string;
  readonly port: number;
  /** Where it answers `/healthz`, to this machine only. Left out, it does not. */
  readonly monitoringPort?: number;
  readonly logFile: string;
  readonly lookup?: NatsLookup;
  readonly onSpawned?: (pid: number) => void;
}

export interface EmbeddedNats {
  readonly url: string;
  readonly port: number;
  readonly process: GuardedProcess;
  stop(): Promise<void>;
}

/** The server sends INFO to each new connection, but only after JetStream has recovered its files. */
const probe = (port: number) => (): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: CONNECT_WITHIN_MS });
    socket.once('data', (first) => {
      socket.destroy();
      if (first.toString('latin1').startsWith('INFO ')) resolve();
      else reject(new Error('another program answers on its port'));
    });
    socket.once('error', reject);
    socket.once('timeout', () => {
      socket.destroy();
      reject(new Error('no INFO message'));
    });
  });

/** Of a server with its files in this folder. Strings are written as those of JSON. */
export const configurationOf = (folder: string): string =>
  `jetstream { store_dir: ${JSON.stringify(folder)}, max_file_store: ${STORAGE_MAX} }\n`;

/** A file, because the limit has no flag. */
const writeConfiguration = (folder: string): string => {
  const file = join(folder, 'nats-server.conf');
  writeFileSync(file, configurationOf(folder));
  return file;
};

const argumentsOf = ({ folder, port, monitoringPort }: EmbeddedNatsOptions): readonly string[] => [
  ...['-c', writeConfiguration(folder), '-a', '127.0.0.1', '-p', port.toString()],
  ...(monitoringPort === undefined ? [] : ['-m', monitoringPort.toString()]),
];

/** A real nats-server with JetStream on disk as a child of this process; never outlives it. */
export const embeddedNats = async (options: EmbeddedNatsOptions): Promise<EmbeddedNats> => {
  const file = await natsBinary(options.lookup);
  mkdirSync(options.folder, { recursive: true });
  for (const port of [options.port, options.monitoringPort]) if (port !== undefined) await assertPortFree(port, 'NATS');
  const process = await spawnGuarded({
    name: 'nats-server',
    file,
    args: argumentsOf(options),
    env: {},
    logFile: options.logFile,
    onSpawned: options.onSpawned,
  });
  const starting = { name: 'nats-server', process, logFile: options.logFile, withinMs: READY_WITHIN_MS };
  await untilReady(starting, probe(options.port));
  return {
    url: `nats://127.0.0.1:${options.port.toString()}`,
    port: options.port,
    process,
    stop: async () => {
      await process.stop();
    },
  };
};
