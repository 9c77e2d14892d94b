import { setImmediate as nextTurn } from 'node:timers/promises';
import { createLogger } from '@oms/telemetry';
import { eventually } from '@oms/testing';
import { loop, type LoopOptions } from './loop';

/** Longer than any test: whatever runs, runs because the loop was woken. */
const NEVER_MS = 1_000_000;
const TURNS = 20;
const logger = createLogger({ name: 'loop-test', level: 'silent' });

const stops: (() => Promise<void>)[] = [];

/** A loop each of whose runs the test ends, with a result of its own. */
const controlled = (options: Partial<LoopOptions> = {}) => {
  const runs: { end: (more: boolean) => void; fail: () => void; stopping: AbortSignal }[] = [];
  const run = (stopping: AbortSignal): Promise<boolean> =>
    new Promise((end, reject) => {
      const fail = (): void => {
        reject(new Error('A fault.'));
      };
      runs.push({ end, fail, stopping });
    });
  const made = loop({ name: 'test', pollMs: NEVER_MS, run, logger, ...options });
  stops.push(async () => {
    for (const { end } of runs) end(false);
    await made.stop();
  });
  return { ...made, runs };
};

/** Long enough for whatever is not waiting for a timer. */
const settled = async (): Promise<void> => {
  for (let turns = 0; turns < TURNS; turns += 1) await nextTurn();
};

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

describe('a loop', () => {
  it('runs at its start', async () => {
    const { start, runs } = controlled();
    await start();
    expect(runs).toHaveLength(1);
  });

  it('is started once', async () => {
    const { start, runs } = controlled();
    await start();
    runs[0]?.end(false);
    await settled();
    await start();
    await settled();
    expect(runs).toHaveLength(1);
  });

  it('runs again at once while there may be more, and then waits', async () => {
    const { start, runs } = controlled();
    await start();
    runs[0]?.end(true);
    await settled();
    expect(runs).toHaveLength(2);
    runs[1]?.end(false);
    await settled();
    expect(runs).toHaveLength(2);
  });

  it('runs again when it is woken', async () => {
    const { start, wake, runs } = controlled();
    await start();
    runs[0]?.end(false);
    await settled();
    wake();
    await settled();
    expect(runs).toHaveLength(2);
  });

  it('runs again after a run during which it was woken, and never twice at the same time', async () => {
    const { start, wake, runs } = controlled();
    await start();
    wake();
    wake();
    await settled();
    expect(runs).toHaveLength(1);
    runs[0]?.end(false);
    await settled();
    expect(runs).toHaveLength(2);
    runs[1]?.end(false);
    await settled();
    expect(runs).toHaveLength(2);
  });

  it('runs again after the time between two runs', async () => {
    const { start, runs } = controlled({ pollMs: 1 });
    await start();
    runs[0]?.end(false);
    await eventually(() => {
      expect(runs).toHaveLength(2);
    });
  });

  it('runs again after a run that failed', async () => {
    const { start, runs } = controlled({ failureBackoff: { backoffMs: 1, backoffMaxMs: 1 } });
    await start();
    runs[0]?.fail();
    await eventually(() => {
      expect(runs).toHaveLength(2);
    });
  });

  it('waits after a run that failed, even when it is woken', async () => {
    const { start, wake, runs } = controlled({ failureBackoff: { backoffMs: NEVER_MS, backoffMaxMs: NEVER_MS } });
    await start();
    runs[0]?.fail();
    wake();
    await settled();
    wake();
    await settled();
    expect(runs).toHaveLength(1);
  });

  it('stops while it waits for the next run, or after a failure', async () => {
    const waiting = controlled();
    const failing = controlled({ failureBackoff: { backoffMs: NEVER_MS, backoffMaxMs: NEVER_MS } });
    await Promise.all([waiting.start(), failing.start()]);
    waiting.runs[0]?.end(false);
    failing.runs[0]?.fail();
    await settled();
    await Promise.all([waiting.stop(), failing.stop()]);
    waiting.wake();
    failing.wake();
    await settled();
    expect([waiting.runs, failing.runs].map(({ length }) => length)).toEqual([1, 1]);
  });

  it('stops when the present run has ended, which can end early, and begins no other', async () => {
    const { start, stop, runs } = controlled();
    await start();
    let stopped = false;
    const stopping = stop().then(() => {
      stopped = true;
    });
    await settled();
    expect([stopped, runs[0]?.stopping.aborted]).toEqual([false, true]);
    runs[0]?.end(true);
    await stopping;
    await settled();
    expect(runs).toHaveLength(1);
  });

  it('can be started again', async () => {
    const { start, stop, runs } = controlled();
    await start();
    runs[0]?.end(false);
    await stop();
    await start();
    await settled();
    expect(runs).toHaveLength(2);
  });
});
