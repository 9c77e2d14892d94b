import { firstConnection, type Waiting } from './first-connection';

const isTransient = (error: unknown): boolean => error instanceof Error && error.message.startsWith('Starting');

/** A server that refuses so many connections, and what is reported meanwhile. */
const serverRefusing = (times: number, message = 'Starting') => {
  const attempts: number[] = [];
  const reports: Waiting[] = [];
  const connect = (attemptMs: number): Promise<string> => {
    attempts.push(attemptMs);
    const count = attempts.length;
    return count <= times ? Promise.reject(new Error(`${message} ${count.toString()}.`)) : Promise.resolve('connected');
  };
  const onWaiting = (waiting: Waiting): void => {
    reports.push(waiting);
  };
  return { attempts, reports, options: { connect, isTransient, onWaiting } };
};

describe('a first connection', () => {
  it('is the first that succeeds', async () => {
    const { attempts, reports, options } = serverRefusing(0);
    expect(await firstConnection({ ...options, timeoutMs: 60_000 })).toBe('connected');
    expect([attempts, reports]).toEqual([[15_000], []]);
  });

  it('is waited for while the server may be starting, which is reported once in a while', async () => {
    const { attempts, reports, options } = serverRefusing(2);
    expect(await firstConnection({ ...options, timeoutMs: 60_000 })).toBe('connected');
    expect(attempts).toHaveLength(3);
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({ error: new Error('Starting 1.') });
    expect(Number.isInteger(reports[0]?.waitedMs)).toBe(true);
    const { waitedMs = 0, leftMs = 0 } = reports[0] ?? {};
    expect(leftMs).toBeGreaterThan(30_000);
    // Each is rounded by itself.
    expect(waitedMs + leftMs).toBeLessThanOrEqual(60_001);
  });

  it('is not waited for after a failure that is not transient', async () => {
    const { attempts, reports, options } = serverRefusing(2, 'Wrong password');
    await expect(firstConnection({ ...options, timeoutMs: 60_000 })).rejects.toThrow('Wrong password 1.');
    expect([attempts.length, reports]).toEqual([1, []]);
  });

  it('fails with the last failure when its time is over, and gets no more than the time that is left', async () => {
    const { attempts, options } = serverRefusing(1_000);
    await expect(firstConnection({ ...options, timeoutMs: 1_000 })).rejects.toThrow(/^Starting \d+\.$/);
    expect(attempts.length).toBeGreaterThan(1);
    expect(attempts[0]).toBeLessThanOrEqual(1_000);
    expect(attempts[1]).toBeLessThan(1_000);
    expect(Math.min(...attempts)).toBeGreaterThanOrEqual(1);
  });

  it('is not tried again when there would be too little time for an attempt', async () => {
    const { attempts, options } = serverRefusing(1_000);
    await expect(firstConnection({ ...options, timeoutMs: 100 })).rejects.toThrow('Starting 1.');
    expect(attempts).toHaveLength(1);
  });
});
