import { Pool } from 'undici';

export interface Load {
  readonly clients: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

export interface Rate {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Target {
  readonly url: string;
  readonly token: string;
  /** The body of the n-th request. */
  readonly body: (n: number) => string;
}

const MILLISECONDS = 1_000;

export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Closed-loop clients, each with one request in flight. @throws at the first response that has errors or another status than 200. */
export const httpLoad = async ({ url, token, body }: Target, load: Load): Promise<Rate> => {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: load.clients, pipelining: 1 });
  const countFrom = performance.now() + load.warmUpSeconds * MILLISECONDS;
  const until = countFrom + load.seconds * MILLISECONDS;
  const latencies: number[] = [];
  let sent = 0;

  const oneClient = async (): Promise<void> => {
    for (let begun = performance.now(); begun < until; begun = performance.now()) {
      sent += 1;
      const response = await pool.request({
        path: pathname,
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: body(sent),
      });
      const text = await response.body.text();
      if (response.statusCode !== 200 || text.includes('"errors"')) throw new Error(`${url} answered ${text}`);
      if (begun >= countFrom) latencies.push(performance.now() - begun);
    }
  };

  try {
    await Promise.all(Array.from({ length: load.clients }, oneClient));
  } finally {
    await pool.close();
  }
  const sorted = latencies.sort((one, other) => one - other);
  return {
    requestsPerSecond: sorted.length / load.seconds,
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
  };
};
