import { retrying, type Retry } from './retry';

const waits = { backoffMs: 1, backoffMaxMs: 2 };
const isTransient = (error: unknown): boolean => error instanceof Error && error.message === 'Busy.';

/** Work that fails so often, then succeeds. */
const failing = (times: number, message = 'Busy.') => {
  const state = { attempts: 0 };
  const work = (): Promise<number> => {
    state.attempts += 1;
    return state.attempts <= times ? Promise.reject(new Error(message)) : Promise.resolve(state.attempts);
  };
  return { work, state };
};

describe('work that is retried', () => {
  it('runs until it succeeds', async () => {
    expect(await retrying({ attemptsMax: 3, ...waits }, { isTransient })(failing(2).work)).toBe(3);
  });

  it('fails as its last attempt did, when no attempt is left', async () => {
    const { work, state } = failing(3);
    await expect(retrying({ attemptsMax: 3, ...waits }, { isTransient })(work)).rejects.toThrow('Busy.');
    expect(state.attempts).toBe(3);
  });

  it('fails at once by an error that is not transient', async () => {
    const { work, state } = failing(3, 'Wrong.');
    await expect(retrying({ attemptsMax: 3, ...waits }, { isTransient })(work)).rejects.toThrow('Wrong.');
    expect(state.attempts).toBe(1);
  });

  it('has as many attempts each time it is begun', async () => {
    const run = retrying({ attemptsMax: 2, ...waits }, { isTransient });
    expect([await run(failing(1).work), await run(failing(1).work)]).toEqual([2, 2]);
  });

  it('reports each retry, with its error and the wait before it', async () => {
    const retries: Retry[] = [];
    const onRetry = (retry: Retry): void => {
      retries.push(retry);
    };
    await retrying({ attemptsMax: 3, backoffMs: 2, backoffMaxMs: 4 }, { isTransient, onRetry })(failing(2).work);
    expect(retries.map(({ error, attempts }) => ({ error, attempts }))).toEqual([
      { error: new Error('Busy.'), attempts: 1 },
      { error: new Error('Busy.'), attempts: 2 },
    ]);
    expect(retries[0]?.waitMs).toBeLessThanOrEqual(2);
    expect(retries[1]?.waitMs).toBeGreaterThanOrEqual(2);
  });

  it('is begun no more after its time, however many attempts there were', async () => {
    const { work, state } = failing(1_000_000);
    await expect(retrying({ timeoutMs: 20, ...waits }, { isTransient })(work)).rejects.toThrow('Busy.');
    expect(state.attempts).toBeGreaterThan(2);
  });

  it('waits no longer than its time', async () => {
    const retries: Retry[] = [];
    const onRetry = (retry: Retry): void => {
      retries.push(retry);
    };
    const policy = { timeoutMs: 20, backoffMs: 1_000_000, backoffMaxMs: 1_000_000 };
    await retrying(policy, { isTransient, onRetry })(failing(1_000_000).work).catch(() => undefined);
    expect(retries[0]?.waitMs).toBeLessThanOrEqual(20);
  });

  it('is not begun again once it is to stop', async () => {
    const stopping = new AbortController();
    const { work, state } = failing(3);
    const stop = (): Promise<number> => {
      stopping.abort();
      return work();
    };
    await expect(retrying({ attemptsMax: 3, ...waits }, { isTransient })(stop, stopping.signal)).rejects.toThrow();
    expect(state.attempts).toBe(1);
  });
});
