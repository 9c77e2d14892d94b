import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { GraphQLError, type ExecutionResult } from 'graphql';
import { composeGateway, type GatewayParts } from '../composition';
import { readConfig } from '../config';
import type { TestSubgraph } from './test-subgraph';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly result: ExecutionResult;
}

export interface Asked {
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly extensions?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

/** A gateway on a port and a supergraph file of its own. */
export interface TestGateway {
  readonly url: string;
  readonly file: string;
  ask(query: string | undefined, asked?: Asked): Promise<Answer>;
  request(path: string, init?: RequestInit): Promise<Answer>;
  /** The value of a metric, by its whole name with labels; 0 when it was never counted. */
  metric(line: RegExp): Promise<number>;
  stop(): Promise<void>;
}

/** What composition needs to know of a subgraph. */
export type Composable = Pick<TestSubgraph, 'name' | 'url' | 'typeDefs'>;

export const composed = (subgraphs: readonly Composable[]): string => {
  const { supergraphSdl, errors } = composeServices([...subgraphs]);
  if (supergraphSdl === undefined) throw new GraphQLError(errors.map(String).join('\n'));
  return supergraphSdl;
};

/** As deployments do: the file is never seen half-written. */
export const replaceFile = async (file: string, content: string): Promise<void> => {
  await writeFile(`${file}.new`, content);
  await rename(`${file}.new`, file);
};

const answerOf = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  const isJson = text !== '' && /json/.test(response.headers.get('content-type') ?? '');
  const result = (isJson ? JSON.parse(text) : {}) as ExecutionResult;
  return { status: response.status, headers: response.headers, text, result };
};

export const testGateway = async (
  subgraphs: readonly Composable[],
  env: Record<string, string> = {},
  parts: GatewayParts = {},
): Promise<TestGateway> => {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'));
  const file = join(folder, 'supergraph.graphql');
  await writeFile(file, composed(subgraphs));
  const config = readConfig({ SUPERGRAPH_FILE: file, PORT: '0', LOG_LEVEL: 'silent', ...env });
  const gateway = await composeGateway(config, parts);
  await gateway.start();
  const url = gateway.url();

  const request = async (path: string, init: RequestInit = {}): Promise<Answer> =>
    answerOf(await fetch(new URL(path, url), init));

  return {
    url,
    file,
    request,
    ask: (query, { headers = {}, signal, ...rest } = {}) =>
      request('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, ...rest }),
        ...(signal && { signal }),
      }),
    metric: async (line) => {
      const found = (await gateway.metrics.registry.metrics()).split('\n').find((one) => line.test(one));
      return Number(found?.split(' ').at(-1) ?? 0);
    },
    stop: async () => {
      await gateway.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
