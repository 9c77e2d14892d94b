import { isDeepStrictEqual } from 'node:util';
import { compare } from '../compare';
import { httpLoad, type Load } from '../http-load';
import { figure, heading } from '../report';
import { startHive, startOurs, startPlain, type RunningGateway } from './running-gateways';
import {
  different,
  identical,
  startReviewSubgraphs,
  type GraphQLRequest,
  type ReviewSubgraphs,
} from './review-subgraphs';

const load: Load = { clients: 32, seconds: 6, warmUpSeconds: 4 };
const PLAIN_RATIO_GOAL = 3;
const HIVE_RATIO_GOAL = 3;
/** Requests whose responses are compared before the measurement. */
const COMPARED = 20;

const responseOf = async (url: string, token: string, request: GraphQLRequest): Promise<unknown> => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(request) })).json();
};

/** The gateways are comparable only if their responses are equal. */
const checkResponses = async (urls: readonly string[], { token }: ReviewSubgraphs): Promise<void> => {
  for (let n = 0; n < COMPARED; n += 1) {
    const [expected, ...others] = await Promise.all(urls.map((url) => responseOf(url, token, different(n))));
    const differing = others.find((response) => !isDeepStrictEqual(response, expected));
    if (differing !== undefined)
      throw new Error(
        `The responses of two gateways differ: ${JSON.stringify(expected)} and ${JSON.stringify(differing)}`,
      );
  }
};

type Urls = Readonly<Record<'ours' | 'plain' | 'hive', string>>;

const bench = async (what: string, urls: Urls, target: { token: string; request: (n: number) => GraphQLRequest }) => {
  heading(`A query over three subgraphs, ${what}, ${load.clients.toString()} clients`);
  const body = (n: number): string => JSON.stringify(target.request(n));
  const rates = await compare(urls, (url) => httpLoad({ url, token: target.token, body }, load));
  const { ours, plain, hive } = rates;
  const names = { ours: 'our gateway', plain: 'plain @apollo/gateway', hive: 'Hive Gateway' };
  for (const name of ['ours', 'plain', 'hive'] as const) {
    const { requestsPerSecond, p50Ms, p99Ms } = rates[name];
    const latency = `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`;
    figure(names[name], `${requestsPerSecond.toFixed(0)} /s, ${latency}`);
  }
  const ratio = (other: typeof plain): string => (ours.requestsPerSecond / other.requestsPerSecond).toFixed(2);
  figure('ours beside plain', ratio(plain), `goal ≥ ${PLAIN_RATIO_GOAL.toString()}`);
  figure('ours beside Hive', ratio(hive), `goal ≥ ${HIVE_RATIO_GOAL.toString()}`);
};

/** Three gateways on the same supergraph and the same subgraphs: nothing of the rest has to run. Logs go to `folder`. */
export const benchGateway = async (folder: string): Promise<void> => {
  const subgraphs = await startReviewSubgraphs(folder);
  const running: RunningGateway[] = [];
  const run = async (starting: Promise<RunningGateway>): Promise<string> => {
    const gateway = await starting;
    running.push(gateway);
    return gateway.url;
  };
  try {
    const served = { supergraphFile: subgraphs.supergraphFile, folder };
    const urls: Urls = {
      ours: await run(startOurs(served, subgraphs.jwksUrl)),
      plain: await run(startPlain(served)),
      hive: await run(startHive(served)),
    };
    await checkResponses(Object.values(urls), subgraphs);
    const { token } = subgraphs;
    await bench('identical requests', urls, { token, request: identical });
    await bench('different requests', urls, { token, request: different });
  } finally {
    await Promise.all(running.map((gateway) => gateway.stop()));
    await subgraphs.stop();
  }
};
