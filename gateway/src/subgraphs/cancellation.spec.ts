import { Cancellation } from './cancellation';

describe('a cancellation', () => {
  const gone = new Error('The client has gone');

  it('calls every listener with its reason, once', () => {
    const cancellation = new Cancellation();
    const received: string[] = [];
    cancellation.onCancel(({ message }) => received.push(`one: ${message}`));
    cancellation.onCancel(({ message }) => received.push(`two: ${message}`));
    expect(cancellation.reason).toBeUndefined();
    cancellation.cancel(gone);
    cancellation.cancel(new Error('again'));
    expect(cancellation.reason).toBe(gone);
    expect(received).toEqual(['one: The client has gone', 'two: The client has gone']);
  });

  it('calls a listener at once when it is cancelled already', () => {
    const cancellation = new Cancellation();
    cancellation.cancel(gone);
    const listener = jest.fn();
    cancellation.onCancel(listener);
    expect(listener).toHaveBeenCalledWith(gone);
  });

  it('does not call a listener that was removed', () => {
    const cancellation = new Cancellation();
    const [stays, leaves] = [jest.fn(), jest.fn()];
    const leave = cancellation.onCancel(leaves);
    cancellation.onCancel(stays);
    leave();
    cancellation.cancel(gone);
    expect(leaves).not.toHaveBeenCalled();
    expect(stays).toHaveBeenCalledTimes(1);
  });
});
