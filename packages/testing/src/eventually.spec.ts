import { eventually } from './eventually';

describe('eventually', () => {
  it('repeats an assertion until it holds, and answers what it answers', async () => {
    let calls = 0;
    const answer = await eventually(() => {
      calls += 1;
      expect(calls).toBe(3);
      return 'the third time';
    });
    expect(answer).toBe('the third time');
  });

  it('fails with the last failure when its time is over', async () => {
    const failing = eventually(() => Promise.reject(new Error('still empty')), { withinMs: 20 });
    await expect(failing).rejects.toThrow('still empty');
  });
});
