import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { BadRequest } from './refusal';
import { AmbiguousJson, unambiguousJson } from './unambiguous-json';

const jsonType = /^application\/json\s*(;|$)/i;
/** Other parameters mean nothing to JSON (RFC 8259, section 11). */
const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i;

const isJson = (type: string): boolean => jsonType.test(type) && /^utf-?8$/i.test(charset.exec(type)?.[1] ?? 'utf-8');

const checkHeaders = (request: IncomingMessage, bytesMax: number): void => {
  const { 'content-type': type, 'content-encoding': encoding, 'content-length': length } = request.headers;
  if (type === undefined || !isJson(type)) throw new BadRequest(415, 'Send the body as application/json in UTF-8.');
  if (encoding !== undefined && encoding !== 'identity') throw new BadRequest(415, 'Send the body uncompressed.');
  if (length !== undefined && Number(length) > bytesMax) throw tooLarge(bytesMax);
};

const tooLarge = (bytesMax: number): BadRequest =>
  new BadRequest(413, `The body is larger than ${bytesMax.toString()} bytes.`);

const bytesOf = (request: IncomingMessage, bytesMax: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= bytesMax) chunks.push(chunk);
      else reject(tooLarge(bytesMax));
    });
    request.on('end', () => {
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, size));
    });
    request.on('error', reject);
    request.on('close', () => {
      if (!request.complete) reject(new BadRequest(400, 'The body ended early.'));
    });
  });

/** The JSON body of a POST. Rejects with a BadRequest. */
export const jsonBody = async (request: IncomingMessage, bytesMax: number): Promise<unknown> => {
  checkHeaders(request, bytesMax);
  const bytes = await bytesOf(request, bytesMax);
  if (!isUtf8(bytes)) throw new BadRequest(400, 'The body is not UTF-8.');
  return parsedJson(bytes.toString('utf8'), 'The body');
};

/** Throws a BadRequest with the reason why `what` cannot be read. */
export const parsedJson = (text: string, what: string): unknown => {
  try {
    return unambiguousJson(text);
  } catch (error) {
    const why = error instanceof AmbiguousJson ? `is not taken: ${error.message}` : 'is no JSON.';
    throw new BadRequest(400, `${what} ${why}`);
  }
};
