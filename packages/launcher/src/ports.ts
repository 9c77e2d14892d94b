import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Below the range from which Linux takes the ports of outgoing connections, which could snatch a port before it is used. */
const FREE_PORT_FIRST = 20_000;
const FREE_PORT_LAST = 32_000;
const ATTEMPTS_MAX = 100;
const GIVEN_BACK_WITHIN_MS = 2_000;
const POLL_EVERY_MS = 50;
const LOOPBACK = '127.0.0.1';

const handedOut = new Set<number>();

export const isPortFree = (port: number, host: string = LOOPBACK): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ port, host, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });

/** A port that nobody uses now, and that this process has not handed out before. */
export const freePort = async (): Promise<number> => {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const port = FREE_PORT_FIRST + Math.floor(Math.random() * (FREE_PORT_LAST - FREE_PORT_FIRST));
    if (handedOut.has(port)) continue;
    if (!(await isPortFree(port))) continue;
    handedOut.add(port);
    return port;
  }
  throw new Error(
    `No free port found between ${FREE_PORT_FIRST.toString()} and ${FREE_PORT_LAST.toString()}: end what occupies them.`,
  );
};

/** Waits a little: what was killed a moment ago may still be giving its port back. */
export const assertPortFree = async (port: number, whose: string): Promise<void> => {
  const giveUpAt = Date.now() + GIVEN_BACK_WITHIN_MS;
  while (!(await isPortFree(port))) {
    if (Date.now() > giveUpAt)
      throw new Error(
        `Port ${port.toString()} is taken, and ${whose} needs it: stop the program that uses it (is another npm start running?).`,
      );
    await delay(POLL_EVERY_MS);
  }
};
