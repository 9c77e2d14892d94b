import { CircuitOpen, circuitBreaker, type CircuitBreaker } from './circuit-breaker';

const options = { requestsMin: 4, failureRatio: 0.5, windowMs: 1_000, openMs: 100 };

const failure = new Error('failed');
const cancelled = new Error('cancelled');

const success = () => Promise.resolve('done');
const failing = () => Promise.reject(failure);
const cancelledRequest = () => Promise.reject(cancelled);

describe('a circuit breaker', () => {
  let changes: boolean[];
  let breaker: CircuitBreaker;

  /** What becomes of a request. */
  const outcomeOf = async (request: () => Promise<string>): Promise<string> => {
    try {
      return await breaker(request);
    } catch (error) {
      return error instanceof CircuitOpen ? 'refused' : (error as Error).message;
    }
  };
  const send = async (count: number, request: () => Promise<string>): Promise<void> => {
    for (let sent = 0; sent < count; sent += 1) await outcomeOf(request);
  };
  const make = (changed: Partial<typeof options> = {}): CircuitBreaker =>
    circuitBreaker({
      ...options,
      ...changed,
      isFailure: (error) => error === failure,
      onChange: (isOpen) => changes.push(isOpen),
    });

  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    changes = [];
    breaker = make();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('stays closed while few requests failed', async () => {
    await send(3, failing);
    expect(await outcomeOf(success)).toBe('done');
    expect(changes).toEqual([]);
  });

  it('stays closed while most requests succeed', async () => {
    await send(10, success);
    await send(5, failing);
    expect(changes).toEqual([]);
  });

  it('opens when half of them fail', async () => {
    await send(2, success);
    await send(2, failing);
    expect(await outcomeOf(success)).toBe('refused');
    expect(changes).toEqual([true]);
  });

  it('opens at a ratio of 1 when all of them fail', async () => {
    breaker = make({ failureRatio: 1 });
    await send(4, failing);
    expect(changes).toEqual([true]);
  });

  it('forgets what is older than its window', async () => {
    await send(3, failing);
    jest.setSystemTime(1_000);
    await send(1, failing);
    expect(changes).toEqual([]);
  });

  it('does not count requests that were cancelled', async () => {
    await send(10, cancelledRequest);
    await send(3, failing);
    expect(changes).toEqual([]);
  });

  describe('that is open', () => {
    beforeEach(async () => {
      await send(4, failing);
    });

    it('refuses requests until its time has passed', async () => {
      jest.setSystemTime(99);
      expect(await outcomeOf(success)).toBe('refused');
      jest.setSystemTime(100);
      expect(await outcomeOf(success)).toBe('done');
    });

    it('sends one probe, refuses others meanwhile, and closes when the probe succeeds', async () => {
      jest.setSystemTime(100);
      let finish: (text: string) => void = () => undefined;
      const probe = outcomeOf(() => new Promise((resolve) => (finish = resolve)));
      expect(await outcomeOf(success)).toBe('refused');
      finish('probed');
      expect(await probe).toBe('probed');
      expect(await outcomeOf(success)).toBe('done');
      expect(changes.at(-1)).toBe(false);
    });

    it('counts anew after a probe has succeeded', async () => {
      jest.setSystemTime(100);
      await send(1, success);
      await send(2, failing);
      expect(await outcomeOf(success)).toBe('done');
    });

    it('stays open when the probe fails, and sends another one later', async () => {
      jest.setSystemTime(100);
      expect(await outcomeOf(failing)).toBe('failed');
      expect(await outcomeOf(success)).toBe('refused');
      jest.setSystemTime(200);
      expect(await outcomeOf(success)).toBe('done');
    });

    it('stays open when the probe is cancelled, and sends another one at once', async () => {
      jest.setSystemTime(100);
      expect(await outcomeOf(cancelledRequest)).toBe('cancelled');
      expect(changes.at(-1)).toBe(true);
      expect(await outcomeOf(failing)).toBe('failed');
      expect(await outcomeOf(success)).toBe('refused');
    });
  });
});
