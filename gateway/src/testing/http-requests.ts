import type { Answer, TestGateway } from './test-gateway';

const json = { 'content-type': 'application/json' };

/** A POST whose body and headers may be anything. */
export const postTo = (
  gateway: TestGateway,
  body: string | Buffer,
  headers: Record<string, string> = json,
): Promise<Answer> =>
  gateway.request('/graphql', {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });

/** A GET as no web page can make a browser send it. */
export const getByProgramFrom = (gateway: TestGateway, search: string): Promise<Answer> =>
  gateway.request(`/graphql?${search}`, { headers: { 'apollo-require-preflight': 'true' } });
