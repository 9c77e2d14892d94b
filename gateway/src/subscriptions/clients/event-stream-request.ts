import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { OperationRequest } from '../../operation/operation';

/** What keeps a request from being an operation; it is answered before any stream begins. */
export class UnreadableRequest extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const record = z.record(z.string(), z.unknown());
const operationRequest = z.object({
  query: z.string().nullish(),
  operationName: z.string().nullish(),
  variables: record.nullish(),
  extensions: record.nullish(),
});

/** The parameters of a GET or the JSON body of a POST, as GraphQL over HTTP has them. */
export const operationRequestFrom = async (
  request: IncomingMessage,
  bodyBytesMax: number,
): Promise<OperationRequest> => {
  const parsed = operationRequest.safeParse(
    request.method === 'GET' ? fromUrl(request) : await fromBody(request, bodyBytesMax),
  );
  if (!parsed.success) throw new UnreadableRequest(400, z.prettifyError(parsed.error));
  const { query, operationName, variables, extensions } = parsed.data;
  return {
    query: query ?? undefined,
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
    extensions: extensions ?? undefined,
  };
};

const fromUrl = (request: IncomingMessage): unknown => {
  const parameters = new URL(request.url ?? '/', 'http://gateway').searchParams;
  const json = (name: string): unknown => {
    const text = parameters.get(name);
    return text === null || text === '' ? undefined : parsedJson(text, `the parameter "${name}"`);
  };
  return {
    query: parameters.get('query'),
    operationName: parameters.get('operationName'),
    variables: json('variables'),
    extensions: json('extensions'),
  };
};

const fromBody = async (request: IncomingMessage, bytesMax: number): Promise<unknown> => {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    throw new UnreadableRequest(415, 'The body must be application/json.');
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > bytesMax) throw new UnreadableRequest(413, `The body is larger than ${bytesMax.toString()} bytes.`);
    chunks.push(part);
  }
  return parsedJson(Buffer.concat(chunks).toString('utf8'), 'the body');
};

const parsedJson = (text: string, what: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableRequest(400, `What is in ${what} is no JSON.`);
  }
};
