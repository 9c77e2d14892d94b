import { closingOnFailure } from './service';

describe('a resource that other work needs', () => {
  const resource = () => {
    const state = { closed: 0 };
    return { state, close: () => Promise.resolve(void (state.closed += 1)) };
  };

  it('stays open when the work succeeds', async () => {
    const { state, close } = resource();
    expect(await closingOnFailure({ close }, () => Promise.resolve('done'))).toBe('done');
    expect(state.closed).toBe(0);
  });

  it('is closed when the work fails, and the failure is thrown', async () => {
    const { state, close } = resource();
    await expect(closingOnFailure({ close }, () => Promise.reject(new Error('No broker.')))).rejects.toThrow(
      'No broker.',
    );
    expect(state.closed).toBe(1);
  });
});
