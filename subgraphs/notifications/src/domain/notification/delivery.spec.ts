import { judge, type Patience } from './delivery';

const patience: Patience = { attemptsMax: 4, backoffMs: 100, backoffMaxMs: 300 };
const notNow = { kind: 'notNow', reason: 'The mail server is busy.' } as const;

describe('a message that a channel did not take', () => {
  it('is tried again after a wait that doubles up to a maximum, and fails at last', () => {
    expect([1, 2, 3, 4].map((attempts) => judge(notNow, attempts, patience))).toEqual([
      { kind: 'tryAgain', afterMs: 100, reason: notNow.reason },
      { kind: 'tryAgain', afterMs: 200, reason: notNow.reason },
      { kind: 'tryAgain', afterMs: 300, reason: notNow.reason },
      { kind: 'failed', reason: notNow.reason },
    ]);
  });

  it('fails at once when the channel never will', () => {
    expect(judge({ kind: 'refused', reason: 'No such address.' }, 1, patience)).toEqual({
      kind: 'failed',
      reason: 'No such address.',
    });
  });

  it('and one that it took is sent, at whichever attempt', () => {
    expect(judge({ kind: 'delivered' }, 4, patience)).toEqual({ kind: 'sent' });
  });
});
