import { deliveryResult, type DeliveryRetries } from './delivery';

const retries: DeliveryRetries = {
  policy: { attemptsMax: 4, backoffMs: 100, backoffMaxMs: 300 },
  backoff: (attempts, { backoffMs, backoffMaxMs }) => Math.min(backoffMaxMs, backoffMs * attempts),
};
const unavailable = { kind: 'Unavailable', reason: 'The mail server is busy.' } as const;

describe('a delivery', () => {
  it('is tried again after a back-off while the channel is unavailable, and fails at the last attempt', () => {
    expect([1, 2, 3, 4].map((attempts) => deliveryResult(unavailable, attempts, retries))).toEqual([
      { kind: 'Retry', afterMs: 100, reason: unavailable.reason },
      { kind: 'Retry', afterMs: 200, reason: unavailable.reason },
      { kind: 'Retry', afterMs: 300, reason: unavailable.reason },
      { kind: 'Failed', reason: unavailable.reason },
    ]);
  });

  it('fails at once when the channel rejects the message', () => {
    expect(deliveryResult({ kind: 'Rejected', reason: 'No such address.' }, 1, retries)).toEqual({
      kind: 'Failed',
      reason: 'No such address.',
    });
  });

  it('is sent when the channel accepts the message, at whichever attempt', () => {
    expect(deliveryResult({ kind: 'Accepted' }, 4, retries)).toEqual({ kind: 'Sent' });
  });
});
