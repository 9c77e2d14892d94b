import { circuitBreaker } from './circuit-breaker';

const options = { requestsMin: 4, failureRatio: 0.5, windowMs: 1_000, openMs: 100 };

describe('a circuit breaker', () => {
  let now = 0;
  const breaker = () => circuitBreaker(options, () => now);
  const opened = () => {
    const circuit = breaker();
    for (let failed = 0; failed < options.requestsMin; failed += 1) circuit.failed();
    return circuit;
  };

  beforeEach(() => {
    now = 0;
  });

  it('stays closed while few requests failed', () => {
    const circuit = breaker();
    circuit.failed();
    circuit.failed();
    circuit.failed();
    expect(circuit.letThrough()).toBe(true);
  });

  it('stays closed while most requests succeed', () => {
    const circuit = breaker();
    for (let asked = 0; asked < 10; asked += 1) circuit.succeeded();
    for (let asked = 0; asked < 5; asked += 1) circuit.failed();
    expect(circuit.isOpen()).toBe(false);
  });

  it('opens when half of them fail', () => {
    const circuit = breaker();
    circuit.succeeded();
    circuit.succeeded();
    circuit.failed();
    circuit.failed();
    expect([circuit.isOpen(), circuit.letThrough()]).toEqual([true, false]);
  });

  it('forgets what is older than its window', () => {
    const circuit = breaker();
    circuit.failed();
    circuit.failed();
    circuit.failed();
    now = 1_000;
    circuit.failed();
    expect(circuit.isOpen()).toBe(false);
  });

  it('lets one request through after a while, and closes when it succeeds', () => {
    const circuit = opened();
    now = 100;
    expect([circuit.letThrough(), circuit.letThrough()]).toEqual([true, false]);
    circuit.succeeded();
    expect([circuit.isOpen(), circuit.letThrough()]).toEqual([false, true]);
  });

  it('stays open when that request fails, and tries another one later', () => {
    const circuit = opened();
    now = 100;
    circuit.letThrough();
    circuit.failed();
    expect(circuit.letThrough()).toBe(false);
    now = 200;
    expect(circuit.letThrough()).toBe(true);
  });

  it('learns nothing from a request that was cancelled', () => {
    const circuit = opened();
    now = 100;
    circuit.letThrough();
    circuit.abandoned();
    expect([circuit.isOpen(), circuit.letThrough()]).toEqual([true, true]);
  });
});
