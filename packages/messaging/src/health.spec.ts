import { healthOf } from './health';

describe('the health of a part', () => {
  let now = 0;
  const healthNow = () => healthOf(() => now);

  beforeEach(() => {
    now = 1_000;
  });

  it('is good before anything happened', () => {
    expect(healthNow().failure()).toBeUndefined();
  });

  it('is not affected by a failure that is over soon', () => {
    const health = healthNow();
    health.fail('not connected');
    now += 4_999;
    expect(health.failure()).toBeUndefined();
    health.succeed();
    now += 5_000;
    expect(health.failure()).toBeUndefined();
  });

  it('names the latest failure of a series that has lasted too long', () => {
    const health = healthNow();
    health.fail('not connected');
    now += 4_000;
    health.fail('no answer');
    now += 1_000;
    expect(health.failure()).toBe('no answer');
  });

  it('counts a new series from its own beginning', () => {
    const health = healthNow();
    health.fail('not connected');
    now += 5_000;
    health.succeed();
    health.fail('no answer');
    expect(health.failure()).toBeUndefined();
  });
});
