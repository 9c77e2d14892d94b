import { textFrames } from './text-frame';

const HEAD = '{"payload":';
const framed = textFrames();

/** Of this many bytes in all. */
const payloadFor = (bytes: number): string => 'x'.repeat(bytes - HEAD.length - 1);

describe('the frame of an answer', () => {
  it.each([
    [100, [0x81, 100]],
    [125, [0x81, 125]],
    [126, [0x81, 126, 0, 126]],
    [65_535, [0x81, 126, 255, 255]],
    [65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
  ])('announces %d bytes of text, as the only frame', (bytes, start) => {
    const frame = framed(HEAD, payloadFor(bytes));
    expect([...frame.subarray(0, start.length)]).toEqual(start);
    expect(frame.subarray(start.length).toString()).toBe(`${HEAD}${payloadFor(bytes)}}`);
  });

  it('counts bytes, not characters', () => {
    const frame = framed('{"id":"ü","payload":', '"✓"');
    expect(frame[1]).toBe(frame.length - 2);
    expect(frame.subarray(2).toString()).toBe('{"id":"ü","payload":"✓"}');
  });

  it('holds the payload of now, whatever was framed before', () => {
    framed(HEAD, '1');
    expect(framed(HEAD, '2').toString()).toContain('2}');
    expect(framed('{"other":', '2').toString()).toContain('{"other":2}');
  });
});
