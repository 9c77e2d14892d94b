import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

const ANSWER_TIMEOUT_MS = 5_000;
const SOCKETS_MAX = 16;

export interface Poster {
  /** The status of the answer. Rejects when there is none. */
  post(body: string, headers: Readonly<Record<string, string>>): Promise<number>;
  close(): void;
}

export const posterTo = (url: URL): Poster => {
  const options = { keepAlive: true, maxSockets: SOCKETS_MAX };
  const secure = url.protocol === 'https:';
  const agent = secure ? new HttpsAgent(options) : new HttpAgent(options);
  const send = secure ? httpsRequest : httpRequest;

  const post: Poster['post'] = (body, headers) =>
    new Promise((resolve, reject) => {
      const request = send(url, { method: 'POST', agent, headers, timeout: ANSWER_TIMEOUT_MS }, (response) => {
        response.resume();
        response.once('end', () => {
          resolve(response.statusCode ?? 0);
        });
        response.once('error', reject);
      });
      request.once('timeout', () => request.destroy(new Error('The webhook endpoint did not answer in time.')));
      request.once('error', reject);
      request.end(body);
    });

  return {
    post,
    close: () => {
      agent.destroy();
    },
  };
};
