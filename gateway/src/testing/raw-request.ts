import { once } from 'node:events';
import { connect } from 'node:net';

/** Sends these lines to where `url` points, as no HTTP client would, and resolves with what comes back until the end. */
export const rawRequest = async (url: string, [first = '', ...lines]: readonly string[]): Promise<string> => {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  socket.write([first, `host: ${host}`, 'connection: close', ...lines].join('\r\n'));
  await once(socket, 'close');
  return answer;
};
