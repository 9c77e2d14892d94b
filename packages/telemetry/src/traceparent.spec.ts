import { childTraceparent } from './traceparent';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = `00-${TRACE_ID}-00f067aa0ba902b7-01`;

describe('a trace', () => {
  it('goes on in a child with a span of its own', () => {
    const child = childTraceparent(PARENT);
    expect(child).toMatch(new RegExp(`^00-${TRACE_ID}-(?!0{16})[0-9a-f]{16}-01$`));
    expect(child).not.toBe(PARENT);
  });

  it('stays unsampled when it was', () => {
    expect(childTraceparent(PARENT.replace(/01$/, '00'))).toMatch(/-00$/);
  });

  it.each([
    undefined,
    '',
    'garbage',
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `${PARENT}-more`,
    PARENT.toUpperCase(),
  ])('begins anew after %j', (parent) => {
    expect(childTraceparent(parent)).toMatch(/^00-(?!4bf92f35|0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01$/);
  });
});
