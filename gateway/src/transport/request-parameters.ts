import type { IncomingMessage } from 'node:http';
import { BadRequest } from './refusal';
import { parsedJson } from './request-body';

/** The parameters of a GraphQL request over HTTP, whose types are not checked yet. */
export interface RequestParameters {
  readonly query?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  readonly extensions?: unknown;
}

const METHODS = ['GET', 'POST'];

const countOf = ({ rawHeaders }: IncomingMessage, name: string): number => {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const header = rawHeaders[at];
    if (header?.length === name.length && header.toLowerCase() === name) count += 1;
  }
  return count;
};

/** Node keeps the first of two and drops the other, which may be the one that a proxy has checked. */
export const hasSeveralAuthorizationHeaders = (request: IncomingMessage): boolean =>
  countOf(request, 'authorization') > 1;

/** Throws a BadRequest for what is no request of GraphQL over HTTP, whatever its body. */
export const checkRequest = (request: IncomingMessage): void => {
  if (!METHODS.includes(request.method ?? ''))
    throw new BadRequest(405, 'Use GET or POST.', { headers: { allow: METHODS.join(', ') } });
  if (hasSeveralAuthorizationHeaders(request)) throw new BadRequest(400, 'Send one authorization header.');
};

const textOf = (search: URLSearchParams, name: string): string | undefined => {
  const [text, ...more] = search.getAll(name);
  if (more.length > 0) throw new BadRequest(400, `The parameter "${name}" is there twice.`);
  return text === '' ? undefined : text;
};

/** JSON's null is the same as nothing. */
const jsonOf = (search: URLSearchParams, name: string): unknown => {
  const text = textOf(search, name);
  return text === undefined ? undefined : (parsedJson(text, `The parameter "${name}"`) ?? undefined);
};

/** The parameters of a GET. Throws a BadRequest. */
export const searchParameters = ({ url = '/' }: IncomingMessage): RequestParameters => {
  const search = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '');
  return {
    query: textOf(search, 'query'),
    operationName: textOf(search, 'operationName'),
    variables: jsonOf(search, 'variables'),
    extensions: jsonOf(search, 'extensions'),
  };
};
