import { parse } from 'graphql';
import { KeptBytes } from './kept-bytes';

const subscription = (text: string, variables = {}) => ({ document: parse(text), variables });

describe('what running subscriptions keep', () => {
  it('is bounded, and comes back when one ends', () => {
    const kept = new KeptBytes(20_000);
    const first = kept.take(subscription('subscription { ticks }'));
    const second = kept.take(subscription('subscription { tocks }'));
    expect(first).toBeDefined();
    expect(second).toBeUndefined();
    first?.();
    expect(kept.take(subscription('subscription { tocks }'))).toBeDefined();
  });

  it('has a document once, however many subscribe with it', () => {
    const kept = new KeptBytes(30_000);
    const same = subscription('subscription { ticks }');
    const taken = [kept.take(same), kept.take(same), kept.take(same)];
    expect(taken).not.toContain(undefined);
    // Twice given back is given back once.
    for (const giveBack of [...taken, ...taken]) giveBack?.();
    const again = [kept.take(same), kept.take(same), kept.take(same)];
    expect(again).not.toContain(undefined);
  });

  it('has the variables of each', () => {
    const kept = new KeptBytes(100_000);
    expect(kept.take(subscription('subscription { ticks }', { of: 'x'.repeat(50_000) }))).toBeUndefined();
    expect(kept.take(subscription('subscription { ticks }', { of: 'x' }))).toBeDefined();
  });
});
