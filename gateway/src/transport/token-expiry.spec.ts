import type { VerifiedActor } from '@oms/auth';
import { onTokenExpiry } from './token-expiry';

const DAY_MS = 24 * 60 * 60 * 1_000;

describe('the expiry of a token', () => {
  let expired: number;

  beforeEach(() => {
    expired = 0;
    jest.useFakeTimers({ now: 0 });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  const wait = (expiresInMs: number): (() => void) => {
    const actor: VerifiedActor = { id: 'ada', scopes: new Set(), expiresAt: expiresInMs, token: '' };
    return onTokenExpiry(actor, () => {
      expired += 1;
    });
  };

  it('comes on time, and once', () => {
    wait(5_000);
    jest.advanceTimersByTime(4_999);
    expect(expired).toBe(0);
    jest.advanceTimersByTime(DAY_MS);
    expect(expired).toBe(1);
  });

  it('comes on time when it is further away than a timer can wait', () => {
    wait(60 * DAY_MS);
    jest.advanceTimersByTime(59 * DAY_MS);
    expect(expired).toBe(0);
    jest.advanceTimersByTime(DAY_MS);
    expect(expired).toBe(1);
  });

  it('is reported at once when it is past, and never once it is not waited for', () => {
    wait(-1_000);
    jest.advanceTimersByTime(1);
    expect(expired).toBe(1);
    wait(5_000)();
    jest.advanceTimersByTime(DAY_MS);
    expect(expired).toBe(1);
  });
});
