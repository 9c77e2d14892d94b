import { eventually } from '@oms/testing';
import { beforeStop, performs, settled, stopAll, workerOver } from './testing/worker-over';

afterEach(stopAll);

describe('the results of a leased worker', () => {
  /** Records of which the test ends each. */
  const heldRecords = () => {
    const held: { results: readonly string[]; end: () => void }[] = [];
    const record = (results: readonly string[]): Promise<void> =>
      new Promise((end) => {
        held.push({ results, end });
      });
    beforeStop(() => {
      for (const { end } of held) end();
    });
    return { held, record, results: () => held.map(({ results }) => results) };
  };

  it('are recorded together, as many as became ready while others were recorded', async () => {
    const { held, record, results } = heldRecords();
    const fixture = workerOver(['a', 'b', 'c'], { concurrencyMax: 3, record });
    await fixture.worker.start();
    await performs(fixture, 'a', 'b', 'c');
    for (const job of ['b', 'a', 'c']) fixture.performing.get(job)?.succeed();
    await settled();
    expect(results()).toEqual([['b']]);
    held[0]?.end();
    await settled();
    expect(results()).toEqual([['b'], ['a', 'c']]);
    held[1]?.end();
  });

  it('are recorded each by itself and at once where batches are of one', async () => {
    const { held, record, results } = heldRecords();
    const recording = { batchMax: 1, concurrencyMax: 2 };
    const fixture = workerOver(['a', 'b', 'c'], { concurrencyMax: 3, record, recording });
    await fixture.worker.start();
    await performs(fixture, 'a', 'b', 'c');
    fixture.succeedAll();
    await settled();
    expect(results()).toEqual([['a'], ['b']]);
    held[1]?.end();
    await settled();
    expect(results()).toEqual([['a'], ['b'], ['c']]);
    for (const { end } of held) end();
  });

  it('that wait to be recorded are as many as may be performed at once; then no job is claimed', async () => {
    const { held, record } = heldRecords();
    const queue = ['a', 'b', 'c', 'd', 'e'];
    const fixture = workerOver(queue, { record });
    await fixture.worker.start();
    await performs(fixture, 'a', 'b');
    fixture.succeedAll();
    await performs(fixture, 'c', 'd');
    fixture.succeedAll();
    await settled();
    expect([...fixture.performing.keys()]).toEqual([]);
    expect(queue).toEqual(['e']);
    held[0]?.end();
    await performs(fixture, 'e');
    fixture.succeedAll();
    await eventually(() => {
      for (const { end } of held) end();
      expect(held.flatMap(({ results }) => results)).toHaveLength(5);
    });
  });

  const failingFirst = (times: number) => {
    const tried: (readonly string[])[] = [];
    const record = (results: readonly string[]): Promise<void> => {
      tried.push(results);
      return tried.length <= times ? Promise.reject(new Error('No database.')) : Promise.resolve();
    };
    return { tried, record };
  };

  it('are recorded again after a transient error, and meanwhile stay in flight', async () => {
    const { tried, record } = failingFirst(1);
    const fixture = workerOver(['a'], { record });
    await fixture.worker.start();
    await performs(fixture, 'a');
    fixture.succeedAll();
    await settled();
    fixture.worker.wake();
    await settled();
    expect(fixture.claims.at(-1)?.except).toEqual(['a']);
    await eventually(async () => {
      expect(tried).toEqual([['a'], ['a']]);
      fixture.worker.wake();
      await settled();
      expect(fixture.claims.at(-1)?.except).toEqual([]);
    });
  });

  it('are given up after an error that is not transient', async () => {
    const { tried, record } = failingFirst(1);
    const fixture = workerOver(['a', 'b'], { concurrencyMax: 1, record, isTransient: () => false });
    await fixture.worker.start();
    await performs(fixture, 'a');
    fixture.succeedAll();
    await performs(fixture, 'b');
    fixture.succeedAll();
    await settled();
    fixture.worker.wake();
    await settled();
    expect(tried).toEqual([['a'], ['b']]);
    expect(fixture.claims.at(-1)?.except).toEqual([]);
  });
});
