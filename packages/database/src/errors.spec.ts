import { isLostConnection, isTransientDatabaseError, StaleWrite } from './errors';

/** As `pg` throws it, and as TypeORM wraps that. */
const withState = (code: string): object => ({
  driverError: Object.assign(new Error('Rejected by the server.'), { code }),
});
const ofSocket = (code: string): Error => Object.assign(new Error(`connect ${code} 10.0.0.1:5432`), { code });

describe('an error of the database', () => {
  it.each([
    ['of a server that is starting', withState('57P03')],
    ['of a server that is shutting down', withState('57P01')],
    ['of a server that takes no more connections', withState('53300')],
    ['of a full disk', withState('53100')],
    ['of a server that takes no writes', withState('25006')],
    ['of a lock that was waited for too long', withState('55P03')],
    ['of a session that idled in its transaction', withState('25P03')],
    ['of a conflict with another writer', withState('40001')],
    ['of a write that was always too late', new StaleWrite('The order was changed.')],
    ['of a server that cannot be reached', ofSocket('ECONNREFUSED')],
    ['of a name that cannot be resolved yet', ofSocket('EAI_AGAIN')],
    ['of a pool whose connections are all taken', new Error('timeout exceeded when trying to connect')],
    ['of a connection that was lost', new Error('Connection terminated unexpectedly')],
  ])('passes by itself: one %s', (_which, error) => {
    expect(isTransientDatabaseError(error)).toBe(true);
  });

  it.each([
    ['of a wrong password', withState('28P01')],
    ['of an unknown database', withState('3D000')],
    ['of a database that was dropped', withState('57P04')],
    ['of a statement that is always too slow', withState('57014')],
    ['of a unique key', withState('23505')],
    ['of a table that does not exist', withState('42P01')],
    ['of our own', new TypeError('undefined is not a function')],
  ])('does not pass by itself: one %s', (_which, error) => {
    expect(isTransientDatabaseError(error)).toBe(false);
  });

  it('shows when another connection may work at once', () => {
    const lost = [withState('57P01'), ofSocket('ECONNRESET'), new Error('Connection terminated unexpectedly')];
    const unavailable = [
      withState('57P03'),
      ofSocket('ECONNREFUSED'),
      new Error('Connection terminated due to connection timeout'),
    ];
    expect([...lost, ...unavailable].map(isLostConnection)).toEqual([true, true, true, false, false, false]);
  });
});
