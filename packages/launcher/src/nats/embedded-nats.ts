import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { type GuardedProcess, spawnGuarded } from '../guarded-process';
import { assertPortFree } from '../ports';
import { untilReady } from '../until-ready';
import { natsBinary, type NatsLookup } from './nats-binary';

const READY_WITHIN_MS = 30_000;
const CONNECT_WITHIN_MS = 1_000;

export interface EmbeddedNatsOptions {
  /** Holds JetStream's files. */
  readonly folder: string;
  readonly port: number;
  readonly logFile: string;
  readonly lookup?: NatsLookup;
}

export interface EmbeddedNats {
  readonly url: string;
  readonly port: number;
  readonly process: GuardedProcess;
  stop(): Promise<void>;
}

/** The server greets whoever connects; it does so only when JetStream has recovered its files. */
const probe = (port: number) => (): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: CONNECT_WITHIN_MS });
    socket.once('data', (greeting) => {
      socket.destroy();
      if (greeting.toString('latin1').startsWith('INFO ')) resolve();
      else reject(new Error('another program answers on its port'));
    });
    socket.once('error', reject);
    socket.once('timeout', () => {
      socket.destroy();
      reject(new Error('no greeting'));
    });
  });

/** A real nats-server with JetStream on disk as a child of this process; never outlives it. */
export const embeddedNats = async (options: EmbeddedNatsOptions): Promise<EmbeddedNats> => {
  const file = await natsBinary(options.lookup);
  mkdirSync(options.folder, { recursive: true });
  await assertPortFree(options.port, 'NATS');
  // Flags only: a configuration file would have to differ between 2.9 and later versions.
  const process = await spawnGuarded({
    name: 'nats-server',
    file,
    args: ['-a', '127.0.0.1', '-p', options.port.toString(), '-js', '-sd', options.folder],
    env: {},
    logFile: options.logFile,
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
