import { createLogger } from '@oms/telemetry';
import { eventually } from '@oms/testing';
import { LEASE_MS, performs, settled, stopAll, untilRecorded, workerOver } from './testing/worker-over';

afterEach(stopAll);

describe('a leased worker', () => {
  it('performs all there is, never more at once than it may', async () => {
    const fixture = workerOver(['a', 'b', 'c', 'd', 'e']);
    await fixture.worker.start();
    await performs(fixture, 'a', 'b');
    fixture.performing.get('a')?.succeed();
    await performs(fixture, 'b', 'c');
    await untilRecorded(fixture, 5);
  });

  it('claims what there is place for, leased, and leaves out what it has in flight', async () => {
    const fixture = workerOver(['a', 'b', 'c'], { concurrencyMax: 3 });
    await fixture.worker.start();
    await performs(fixture, 'a', 'b', 'c');
    fixture.performing.get('b')?.succeed();
    await settled();
    fixture.worker.wake();
    await settled();
    expect(fixture.claims[0]).toEqual({ limit: 3, leaseMs: LEASE_MS, except: [] });
    expect(fixture.claims.at(-1)).toEqual({ limit: 1, leaseMs: LEASE_MS, except: ['a', 'c'] });
  });

  it('claims again at once as long as it gets as many as it requested', async () => {
    const queue = ['a'];
    const fixture = workerOver(queue);
    await fixture.worker.start();
    await settled();
    expect(fixture.claims).toHaveLength(1);
    queue.push('b', 'c');
    fixture.worker.wake();
    await performs(fixture, 'a', 'b');
    expect(queue).toEqual(['c']);
  });

  it('looks for jobs again after a while', async () => {
    const queue: string[] = [];
    const fixture = workerOver(queue, { pollMs: 1 });
    await fixture.worker.start();
    queue.push('a');
    await performs(fixture, 'a');
  });

  it('goes on after it was woken while it was busy', async () => {
    const fixture = workerOver(['a', 'b', 'c'], { concurrencyMax: 1 });
    await fixture.worker.start();
    await performs(fixture, 'a');
    fixture.worker.wake();
    await untilRecorded(fixture, 3);
  });

  it('goes on after a job that failed, of which nothing is recorded', async () => {
    const fixture = workerOver(['faulty', 'a'], { concurrencyMax: 1 });
    await fixture.worker.start();
    await performs(fixture, 'faulty');
    fixture.performing.get('faulty')?.fail();
    await performs(fixture, 'a');
    await untilRecorded(fixture, 1);
    expect(fixture.recorded).toEqual([['a']]);
    fixture.worker.wake();
    await settled();
    expect(fixture.claims.at(-1)?.except).toEqual([]);
  });

  it('goes on after a claim that failed', async () => {
    let claims = 0;
    const claim = (): Promise<string[]> => {
      claims += 1;
      return claims === 1 ? Promise.reject(new Error('No database.')) : Promise.resolve(claims === 2 ? ['a'] : []);
    };
    const fixture = workerOver([], { claim });
    await fixture.worker.start();
    await performs(fixture, 'a');
  });

  it('performs a job once that is claimed again while it is in flight', async () => {
    const queue = ['a'];
    const fixture = workerOver(queue);
    await fixture.worker.start();
    await performs(fixture, 'a');
    queue.push('a', 'b');
    fixture.worker.wake();
    await settled();
    fixture.worker.wake();
    await performs(fixture, 'a', 'b');
    await untilRecorded(fixture, 2);
    expect(fixture.recorded.flat().sort()).toEqual(['a', 'b']);
  });
});

describe('the leases of a leased worker', () => {
  it('are renewed as long as their jobs are in flight', async () => {
    const renewed: { ids: readonly string[]; leaseMs: number }[] = [];
    const renew = (ids: readonly string[], leaseMs: number): Promise<void> => {
      renewed.push({ ids, leaseMs });
      return renewed.length === 1 ? Promise.reject(new Error('No database.')) : Promise.resolve();
    };
    const fixture = workerOver(['a', 'b'], { lease: { ms: LEASE_MS, renewal: { everyMs: 1, renew } } });
    await fixture.worker.start();
    await performs(fixture, 'a', 'b');
    await eventually(() => {
      expect(renewed.length).toBeGreaterThan(2);
    });
    expect(renewed[0]).toEqual({ ids: ['a', 'b'], leaseMs: LEASE_MS });
    fixture.performing.get('a')?.succeed();
    await eventually(() => {
      expect(renewed.at(-1)).toEqual({ ids: ['b'], leaseMs: LEASE_MS });
    });
    fixture.performing.get('b')?.succeed();
    await settled();
    const last = renewed.length;
    await fixture.worker.stop();
    expect(renewed).toHaveLength(last);
  });

  it('are renewed while a stop waits for the jobs', async () => {
    const renewed: (readonly string[])[] = [];
    const renew = (ids: readonly string[]): Promise<void> => {
      renewed.push(ids);
      return Promise.resolve();
    };
    const fixture = workerOver(['a'], { lease: { ms: LEASE_MS, renewal: { everyMs: 1, renew } } });
    await fixture.worker.start();
    await performs(fixture, 'a');
    const stopping = fixture.worker.stop();
    renewed.length = 0;
    await eventually(() => {
      expect(renewed.length).toBeGreaterThan(1);
    });
    fixture.succeedAll();
    await stopping;
  });
});

describe('a leased worker that stops', () => {
  it('finishes what it has begun, and begins no more', async () => {
    const queue = ['a', 'b'];
    const fixture = workerOver(queue, { concurrencyMax: 1 });
    await fixture.worker.start();
    await performs(fixture, 'a');
    const stopping = fixture.worker.stop();
    fixture.succeedAll();
    await stopping;
    expect([fixture.recorded, queue]).toEqual([[['a']], ['b']]);
  });

  it('performs what a claim brings that was under way', async () => {
    let claimed: (jobs: string[]) => void = () => undefined;
    const claim = (): Promise<string[]> =>
      new Promise((resolve) => {
        claimed = resolve;
      });
    const fixture = workerOver([], { claim });
    await fixture.worker.start();
    const stopping = fixture.worker.stop();
    claimed(['a']);
    await performs(fixture, 'a');
    fixture.succeedAll();
    await stopping;
    expect(fixture.recorded).toEqual([['a']]);
  });

  it('waits no longer than it may', async () => {
    const fixture = workerOver(['a'], { drainMs: 1 });
    await fixture.worker.start();
    await performs(fixture, 'a');
    await fixture.worker.stop();
    expect(fixture.recorded).toEqual([]);
  });

  it('does not record again what could not be recorded until then', async () => {
    let tries = 0;
    const record = (): Promise<void> => {
      tries += 1;
      return Promise.reject(new Error('No database.'));
    };
    const fixture = workerOver(['a'], { drainMs: 1, record });
    await fixture.worker.start();
    await performs(fixture, 'a');
    fixture.succeedAll();
    await eventually(() => {
      expect(tries).toBe(1);
    });
    await fixture.worker.stop();
    expect(tries).toBe(1);
  });
});

describe('a leased worker in which something fails', () => {
  const capturing = () => {
    const lines: string[] = [];
    const logger = createLogger({ name: 'test', level: 'warn', destination: { write: (line) => lines.push(line) } });
    return { logger, logged: () => lines.map((line) => JSON.parse(line) as unknown) };
  };

  it('logs which job failed', async () => {
    const { logger, logged } = capturing();
    const fixture = workerOver(['faulty'], { logger });
    await fixture.worker.start();
    await performs(fixture, 'faulty');
    fixture.performing.get('faulty')?.fail();
    await eventually(() => {
      expect(logged()).toMatchObject([{ level: 'error', worker: 'test', job: 'faulty', err: { message: 'A fault.' } }]);
    });
  });

  it('logs that leases could not be renewed, and renews none while nothing is in flight', async () => {
    const { logger, logged } = capturing();
    const renewed: (readonly string[])[] = [];
    const renew = (ids: readonly string[]): Promise<void> => {
      renewed.push(ids);
      return Promise.reject(new Error('No database.'));
    };
    const queue: string[] = [];
    const fixture = workerOver(queue, { logger, pollMs: 5, lease: { ms: LEASE_MS, renewal: { everyMs: 1, renew } } });
    await fixture.worker.start();
    await eventually(() => {
      expect(fixture.claims.length).toBeGreaterThan(3);
    });
    expect(renewed).toEqual([]);
    queue.push('a');
    await eventually(() => {
      expect(logged()[0]).toMatchObject({ level: 'warn', worker: 'test', err: { message: 'No database.' } });
    });
    expect(renewed[0]).toEqual(['a']);
  });

  it('renews no lease after it has stopped, though a job is unfinished', async () => {
    const counts = { stopped: 0, running: 0 };
    const counting = (which: keyof typeof counts) => ({
      ms: LEASE_MS,
      renewal: {
        everyMs: 1,
        renew: () => {
          counts[which] += 1;
          return Promise.resolve();
        },
      },
    });
    const stopped = workerOver(['a'], { drainMs: 1, lease: counting('stopped') });
    const running = workerOver(['b'], { lease: counting('running') });
    await Promise.all([stopped.worker.start(), running.worker.start()]);
    await performs(stopped, 'a');
    await stopped.worker.stop();
    const { stopped: before, running: since } = counts;
    await eventually(() => {
      expect(counts.running).toBeGreaterThan(since + 5);
    });
    expect(counts.stopped).toBe(before);
  });
});
