import { satisfies, type VerifiedActor } from './actor';

const holding = (...scopes: readonly string[]): VerifiedActor => ({
  id: 'olga',
  scopes: new Set(scopes),
  expiresAt: 2_000_000_000_000,
  token: 'a.b.c',
});

describe('the scopes of an actor', () => {
  it('satisfy one alternative of several', () => {
    expect(satisfies(holding('orders:operate'), [['orders:ingest'], ['orders:operate']])).toBe(true);
  });

  it('must hold every scope of an alternative', () => {
    expect(satisfies(holding('orders:operate'), [['orders:operate', 'orders:ingest']])).toBe(false);
  });

  it('are not matched by part of a name', () => {
    expect(satisfies(holding('orders:operate:all'), [['orders:operate']])).toBe(false);
  });

  it('cannot satisfy a list without alternatives', () => {
    expect(satisfies(holding('orders:operate'), [])).toBe(false);
  });
});
