import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer that is no GraphQL. */
export interface Plain {
  readonly status: number;
  readonly text: string;
  readonly type?: string;
}

export const sendPlain = (response: ServerResponse, { status, text, type = 'text/plain' }: Plain): void => {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' });
  response.end(`${text}\n`);
};

export const pathOf = ({ url = '/' }: IncomingMessage): string => {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
};
