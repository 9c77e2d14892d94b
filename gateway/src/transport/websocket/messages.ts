import { MessageType, parseMessage, type Message, type SubscribePayload } from 'graphql-ws';
import type { RawData } from 'ws';
import type { OperationRequest } from '../../operation/operation';
import { isJsonObject } from '../../subgraphs/json';
import { unambiguousJson } from '../unambiguous-json';

/** The longest reason that fits into a close frame, in bytes. */
const CLOSE_REASON_BYTES_MAX = 123;

/** Nothing for what is no message of graphql-transport-ws. */
export const messageFrom = (data: RawData): Message | undefined => {
  if (!Buffer.isBuffer(data)) return undefined;
  try {
    return parseMessage(withQuery(unambiguousJson(data.toString('utf8'))));
  } catch {
    return undefined;
  }
};

/** A persisted operation comes as its hash alone, but graphql-ws insists on a query: an empty one stands in for it. */
const withQuery = (message: unknown): unknown => {
  if (!isJsonObject(message) || message['type'] !== MessageType.Subscribe || !isJsonObject(message['payload']))
    return message;
  const { payload } = message;
  return isJsonObject(payload['extensions']) ? { ...message, payload: { query: '', ...payload } } : message;
};

export const requestOf = ({ query, operationName, variables, extensions }: SubscribePayload): OperationRequest => ({
  query: query === '' ? undefined : query,
  operationName: operationName === '' ? undefined : (operationName ?? undefined),
  variables: variables ?? undefined,
  extensions: extensions ?? undefined,
});

export const alreadyExists = (id: string): string => {
  const reason = `Subscriber for ${id} already exists`;
  return Buffer.byteLength(reason) <= CLOSE_REASON_BYTES_MAX ? reason : 'Subscriber already exists';
};

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

/** What a client would send as headers if browsers let it: the strings of the payload, and those of its `headers`. */
export const headersOfInit = (payload: Record<string, unknown> | undefined): Record<string, string> => {
  const nested = payload?.['headers'];
  return Object.fromEntries(
    Object.entries({ ...payload, ...(isJsonObject(nested) ? nested : {}) }).flatMap(([key, value]) => {
      const name = key.toLowerCase();
      const fits = typeof value === 'string' && HEADER_NAME.test(name) && HEADER_VALUE.test(value);
      return fits ? [[name, value]] : [];
    }),
  );
};

const WINDOW_MS = 1_000;

/** Whether a message is within the limit of its second. */
export const messageRate = (perSecondMax: number): (() => boolean) => {
  let windowEnds = 0;
  let count = 0;
  return () => {
    const now = Date.now();
    if (now >= windowEnds) {
      windowEnds = now + WINDOW_MS;
      count = 0;
    }
    count += 1;
    return count <= perSecondMax;
  };
};
