import { isDeepStrictEqual } from 'node:util';
import { compare } from '../compare';
import { httpLoad, type Load } from '../http-load';
import { figure, heading } from '../report';
import { startHive, startOurs, startPlain, type Contender } from './contenders';
import { different, identical, startShop, type Question, type Shop } from './shop';

const load: Load = { clients: 32, seconds: 6, warmUpSeconds: 4 };
const PLAIN_RATIO_GOAL = 3;
const HIVE_RATIO_GOAL = 3;
/** Questions whose answers are compared before anything is measured. */
const COMPARED = 20;

const answerOf = async (url: string, token: string, question: Question): Promise<unknown> => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(question) })).json();
};

/** A gateway that answers something else may be as fast as it likes. */
const checkAnswers = async (urls: readonly string[], { token }: Shop): Promise<void> => {
  for (let n = 0; n < COMPARED; n += 1) {
    const [expected, ...others] = await Promise.all(urls.map((url) => answerOf(url, token, different(n))));
    const differing = others.find((answer) => !isDeepStrictEqual(answer, expected));
    if (differing !== undefined)
      throw new Error(`Two gateways differ: ${JSON.stringify(expected)} and ${JSON.stringify(differing)}`);
  }
};

type Urls = Readonly<Record<'ours' | 'plain' | 'hive', string>>;

const bench = async (what: string, urls: Urls, target: { token: string; ask: (n: number) => Question }) => {
  heading(`A query over three subgraphs, ${what}, ${load.clients.toString()} clients`);
  const body = (n: number): string => JSON.stringify(target.ask(n));
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
  const shop = await startShop(folder);
  const running: Contender[] = [];
  const run = async (starting: Promise<Contender>): Promise<string> => {
    const contender = await starting;
    running.push(contender);
    return contender.url;
  };
  try {
    const served = { supergraphFile: shop.supergraphFile, folder };
    const urls: Urls = {
      ours: await run(startOurs(served, shop.jwksUrl)),
      plain: await run(startPlain(served)),
      hive: await run(startHive(served)),
    };
    await checkAnswers(Object.values(urls), shop);
    const { token } = shop;
    await bench('everyone asking the same', urls, { token, ask: identical });
    await bench('each asking something else', urls, { token, ask: different });
  } finally {
    await Promise.all(running.map((contender) => contender.stop()));
    await shop.stop();
  }
};
