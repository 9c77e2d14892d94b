import { connect } from 'node:net';

const CONNECTIONS = 8;
/** Requests of one connection that wait for their answers. */
const PIPELINED = 16;
const END_OF_HEAD = '\r\n\r\n';

export interface Posts {
  readonly count: number;
  /** The document of each. */
  readonly query: (index: number) => string;
}

const requestOf = (query: string): string => {
  const body = JSON.stringify({ query });
  const head = ['POST /graphql HTTP/1.1', 'host: gateway', 'content-type: application/json'];
  return [...head, `content-length: ${Buffer.byteLength(body).toString()}`, '', body].join('\r\n');
};

/**
 * Sends many operations over few connections, each without waiting for the one before. Resolves with how many were answered
 * with each status; rejects when a connection breaks.
 */
export const pipelinedPosts = async (url: string, { count, query }: Posts): Promise<ReadonlyMap<string, number>> => {
  const { hostname, port } = new URL(url);
  const statuses = new Map<string, number>();
  let sent = 0;

  const ofOneConnection = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname).setEncoding('latin1');
      let waiting = 0;
      let received = '';
      const send = (): void => {
        let requests = '';
        for (; waiting < PIPELINED && sent < count; waiting += 1, sent += 1) requests += requestOf(query(sent));
        if (requests !== '') socket.write(requests);
        if (waiting === 0) socket.end(resolve);
      };
      /** Takes one answer off what has been received. */
      const take = (): boolean => {
        const end = received.indexOf(END_OF_HEAD);
        const [, length] = /content-length: (\d+)/i.exec(received.slice(0, Math.max(end, 0))) ?? [];
        const whole = end + END_OF_HEAD.length + Number(length);
        if (length === undefined || received.length < whole) return false;
        const status = received.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        received = received.slice(whole);
        waiting -= 1;
        return true;
      };
      socket.on('data', (text: string) => {
        received += text;
        while (take());
        send();
      });
      socket.on('error', reject).on('close', () => {
        if (waiting > 0) reject(new Error(`The connection broke with ${waiting.toString()} requests unanswered`));
      });
      send();
    });

  await Promise.all(Array.from({ length: CONNECTIONS }, ofOneConnection));
  return statuses;
};
