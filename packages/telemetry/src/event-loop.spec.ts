import { eventLoopWatch, type EventLoopWatch } from './event-loop';

describe('the watch on the event loop', () => {
  let clock = 0;
  let onAsked: () => void = () => undefined;
  let watch: EventLoopWatch;

  beforeEach(() => {
    clock = 1_000;
    watch = eventLoopWatch(() => {
      onAsked();
      return clock;
    });
  });

  afterEach(() => {
    watch.stop();
  });

  it('reports nothing while the loop turns', () => {
    clock += 5_000;
    expect(watch.wasBlocked()).toBe(false);
  });

  it('reports a blocked loop once, to a probe before the next beat', () => {
    clock += 5_001;
    expect(watch.wasBlocked()).toBe(true);
    expect(watch.wasBlocked()).toBe(false);
  });

  it('reports it to a probe after the next beat as well', async () => {
    clock += 5_001;
    await new Promise<void>((resolve) => (onAsked = resolve));
    expect(watch.wasBlocked()).toBe(true);
    expect(watch.wasBlocked()).toBe(false);
  });
});
