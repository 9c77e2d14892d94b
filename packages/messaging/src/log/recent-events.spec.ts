import { recentEvents } from './recent-events';

const eventOf = (id: string, message = '{}') => ({ id, type: 'orders.parcel-packed.v1', message });
const MEBIBYTE = 1024 * 1024;

describe('the events that this process has just committed', () => {
  it('are taken once', () => {
    const recent = recentEvents();
    recent.add([eventOf('tea'), eventOf('coffee')]);
    expect([recent.take('tea'), recent.take('tea'), recent.take('cocoa')]).toEqual([
      eventOf('tea'),
      undefined,
      undefined,
    ]);
    expect(recent.take('coffee')).toEqual(eventOf('coffee'));
  });

  it('are at most 2,048, the latest ones', () => {
    const recent = recentEvents();
    recent.add(Array.from({ length: 2_049 }, (_, index) => eventOf(index.toString())));
    expect([recent.take('0'), recent.take('1')]).toEqual([undefined, eventOf('1')]);
  });

  it('have at most 16 Mi characters together', () => {
    const recent = recentEvents();
    recent.add([eventOf('first', 'x'.repeat(8 * MEBIBYTE)), eventOf('second', 'x'.repeat(8 * MEBIBYTE))]);
    expect(recent.take('first')).toBeDefined();
    recent.add([eventOf('third', 'x'.repeat(8 * MEBIBYTE))]);
    recent.add([eventOf('fourth', 'x')]);
    expect([recent.take('second'), recent.take('third'), recent.take('fourth')].map((event) => event?.id)).toEqual([
      undefined,
      'third',
      'fourth',
    ]);
  });

  it('are forgotten when the process no longer publishes', () => {
    const recent = recentEvents();
    recent.add([eventOf('large', 'x'.repeat(16 * MEBIBYTE))]);
    recent.clear();
    expect(recent.take('large')).toBeUndefined();
    recent.add([eventOf('next', 'x'.repeat(16 * MEBIBYTE))]);
    expect(recent.take('next')).toBeDefined();
  });
});
