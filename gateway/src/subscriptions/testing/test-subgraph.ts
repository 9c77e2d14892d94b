import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, type DocumentNode } from 'graphql';

const SUBGRAPH_PROCESS = join(__dirname, 'subgraph-process.mjs');

export type SubgraphName = 'reviews' | 'products' | 'deliveries' | 'news' | 'parcels';

const schemaOf = (name: SubgraphName): string => readFileSync(join(__dirname, 'schemas', `${name}.graphql`), 'utf8');

/** What a subgraph has seen of the gateway. */
export interface SubgraphCounts {
  readonly sockets: number;
  readonly socketsEver: number;
  /** Subscriptions that are running. */
  readonly active: number;
  readonly subscribed: number;
  readonly fetches: number;
  /** Payloads of `connection_init`. */
  readonly inits: readonly Record<string, unknown>[];
  /** Headers of WebSocket handshakes. */
  readonly upgrades: readonly Record<string, unknown>[];
}

/** A subgraph in a process of its own. */
export interface TestSubgraph {
  readonly name: SubgraphName;
  readonly url: string;
  readonly typeDefs: DocumentNode;
  publish(topic: string, value: unknown): void;
  publishError(topic: string, message: string): void;
  complete(topic: string): void;
  /** Adds to the recorded history, which outlives the process. */
  record(topic: string, value: unknown): void;
  /** Breaks all sockets, as a network does. */
  dropSockets(): void;
  counts(): Promise<SubgraphCounts>;
  kill(): Promise<void>;
  /** Starts it again on its port. */
  restart(): Promise<void>;
}

export const testSubgraph = async (name: SubgraphName): Promise<TestSubgraph> => {
  let process: ChildProcess;
  let port = 0;
  let asked = 0;
  const history: Record<string, unknown[]> = {};

  const start = async (): Promise<void> => {
    const env = { ...globalThis.process.env, HISTORY: JSON.stringify(history) };
    process = fork(SUBGRAPH_PROCESS, [name, port.toString()], { execArgv: [], env });
    const [ready] = (await once(process, 'message')) as [{ readonly port: number }];
    port = ready.port;
  };

  const counts = (): Promise<SubgraphCounts> => {
    const id = ++asked;
    return new Promise((answered) => {
      const onMessage = (message: { readonly id?: number; readonly counts: SubgraphCounts }): void => {
        if (message.id !== id) return;
        process.off('message', onMessage);
        answered(message.counts);
      };
      process.on('message', onMessage);
      process.send({ kind: 'counts', id });
    });
  };

  const kill = async (): Promise<void> => {
    if (process.exitCode !== null || process.signalCode !== null) return;
    process.kill('SIGKILL');
    await once(process, 'exit');
  };

  await start();
  return {
    name,
    url: `http://127.0.0.1:${port.toString()}/graphql`,
    typeDefs: parse(schemaOf(name)),
    publish: (topic, value) => process.send({ kind: 'publish', topic, value }),
    publishError: (topic, error) => process.send({ kind: 'publish', topic, error }),
    complete: (topic) => process.send({ kind: 'publish', topic, complete: true }),
    record: (topic, value) => {
      (history[topic] ??= []).push(value);
      if (process.connected) process.send({ kind: 'record', topic, value });
    },
    dropSockets: () => process.send({ kind: 'drop' }),
    counts,
    kill,
    restart: start,
  };
};
