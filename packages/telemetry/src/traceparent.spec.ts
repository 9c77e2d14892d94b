import { childTraceparent, newTraceparent, traceIdOf } from './traceparent';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = `00-${TRACE_ID}-00f067aa0ba902b7-01`;

describe('a trace', () => {
  it('goes on in a child with a span of its own', () => {
    const child = childTraceparent(PARENT);
    expect(traceIdOf(child)).toBe(TRACE_ID);
    expect(child).not.toBe(PARENT);
    expect(child).toMatch(/-01$/);
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
    expect(traceIdOf(childTraceparent(parent))).toMatch(/^(?!4bf92f35)[0-9a-f]{32}$/);
  });

  it('begins well-formed', () => {
    expect(traceIdOf(newTraceparent())).toBeDefined();
  });
});
