import { defaultRetry, isExhausted, NotKnownYet } from './retry-policy';

describe('an event that could not be applied', () => {
  const retry = { ...defaultRetry, attemptsMax: 3 };

  it('is tried until its attempts are used up', () => {
    expect([2, 3, 4].map((attempts) => isExhausted(attempts, retry, new Error('Broken.')))).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('is tried far more often when it waits for the log of another publisher', () => {
    const error = new NotKnownYet('The order is not known yet.');
    expect([3, 5_999, 6_000].map((attempts) => isExhausted(attempts, retry, error))).toEqual([false, false, true]);
  });

  it('is tried as often as any other when it may be tried even more often than that', () => {
    const error = new NotKnownYet('The order is not known yet.');
    const patient = { ...retry, attemptsMax: 7_000 };
    expect([6_000, 7_000].map((attempts) => isExhausted(attempts, patient, error))).toEqual([false, true]);
  });
});
