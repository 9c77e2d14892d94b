/** Text, and no fragment follows: https://www.rfc-editor.org/rfc/rfc6455#section-5.2 */
const WHOLE_TEXT = 0x81;
/** Lengths up to here stand in the second byte; these values of it say that the length follows in two or eight bytes. */
const SHORT_MAX = 125;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const LENGTH_16_MAX = 0xff_ff;
const TWO_TO_32 = 2 ** 32;

const END = '}';

const headerLengthFor = (length: number): number => {
  if (length <= SHORT_MAX) return 2;
  return length <= LENGTH_16_MAX ? 4 : 10;
};

const writeHeader = (frame: Buffer, length: number): void => {
  frame[0] = WHOLE_TEXT;
  if (length <= SHORT_MAX) frame[1] = length;
  else if (length <= LENGTH_16_MAX) {
    frame[1] = LENGTH_16;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = LENGTH_64;
    frame.writeUInt32BE(Math.floor(length / TWO_TO_32), 2);
    frame.writeUInt32BE(length % TWO_TO_32, 6);
  }
};

/**
 * Frames of a server: `head`, `payload` and a brace that closes the message.
 *
 * An event goes to a thousand clients with a thousand heads and one payload, which is encoded for the first of them
 * alone. What `ws` sends is a header and a text of its own for each; one write of one buffer takes half the time of that.
 */
export const textFrames = (): ((head: string, payload: string) => Buffer) => {
  let lastPayload: string | undefined;
  let lastBytes = Buffer.alloc(0);

  const encoded = (payload: string): Buffer => {
    // The same string, not an equal one, in all but the first call for an event: comparing costs nothing.
    if (payload !== lastPayload) {
      lastPayload = payload;
      lastBytes = Buffer.from(payload + END);
    }
    return lastBytes;
  };

  return (head, payload) => {
    const bytes = encoded(payload);
    const headLength = Buffer.byteLength(head);
    const length = headLength + bytes.length;
    const headerLength = headerLengthFor(length);
    const frame = Buffer.allocUnsafe(headerLength + length);
    writeHeader(frame, length);
    frame.write(head, headerLength);
    bytes.copy(frame, headerLength + headLength);
    return frame;
  };
};
