import type { StreamInfo } from 'nats';
import { lostBy } from './reconcile';

const now = Date.parse('2026-08-10T10:00:00.000Z');
const before = { created: '2026-08-01T10:00:00Z', firstSequence: 5, lastSequence: 90 };

const stream = (
  state: { first_seq: number; last_seq: number; messages?: number; first_ts?: string },
  created = before.created,
) => ({ created, state: { messages: 10, first_ts: '2026-08-10T09:00:00Z', ...state } }) as StreamInfo;

describe('a stream that the relay looks at again', () => {
  it('lost nothing when the relay has never seen one', () => {
    expect(lostBy(undefined, stream({ first_seq: 1, last_seq: 0 }), now)).toBeUndefined();
  });

  it('lost nothing when it only grew', () => {
    expect(lostBy(before, stream({ first_seq: 5, last_seq: 95 }), now)).toBeUndefined();
  });

  it('lost everything when it was made anew', () => {
    expect(lostBy(before, stream({ first_seq: 1, last_seq: 500 }, '2026-08-10T09:59:00Z'), now)).toEqual({});
  });

  it('lost its end when it is shorter than it was', () => {
    expect(lostBy(before, stream({ first_seq: 5, last_seq: 60 }), now)).toEqual({ after: 60 });
  });

  it('lost its beginning when that was purged', () => {
    expect(lostBy(before, stream({ first_seq: 40, last_seq: 90 }), now)).toEqual({ upTo: 39 });
    expect(lostBy(before, stream({ first_seq: 91, last_seq: 90, messages: 0 }), now)).toEqual({ upTo: 90 });
  });

  it('lost nothing when its beginning was too old', () => {
    const aged = { first_seq: 40, last_seq: 90, first_ts: '2026-08-03T10:30:00Z' };
    expect(lostBy(before, stream(aged), now)).toBeUndefined();
  });
});
