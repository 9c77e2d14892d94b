import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A network between a client and a server, which a test may cut, delay or lead elsewhere. */
export interface TcpProxy {
  readonly port: number;
  /** Leads new connections there; those that are open stay where they are. */
  leadTo(port: number): void;
  /** From now on the open connections keep back what servers send; new ones are not affected. */
  hold(): void;
  /** Delivers what was kept back. */
  release(): void;
  /** Breaks the open connections and, until `restore`, each new one. */
  cut(): void;
  restore(): void;
  stop(): Promise<void>;
}

/** Listens on a port of its own of 127.0.0.1 and leads to `port` there. */
export const tcpProxy = async (port: number): Promise<TcpProxy> => {
  const links = new Map<Socket, Socket>();
  let target = port;
  let isCut = false;

  const link = (client: Socket): void => {
    if (isCut) {
      client.destroy();
      return;
    }
    const server = connect(target, '127.0.0.1');
    links.set(client, server);
    const end = (): void => {
      links.delete(client);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.setNoDelay().on('error', end).on('close', end);
    client.on('data', (bytes) => server.write(bytes));
    server.on('data', (bytes) => client.write(bytes));
  };

  const listener = createServer(link).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const breakAll = (): void => {
    for (const client of [...links.keys()]) client.destroy();
  };

  return {
    port: (listener.address() as AddressInfo).port,
    leadTo: (next) => {
      target = next;
    },
    hold: () => {
      for (const server of links.values()) server.pause();
    },
    release: () => {
      for (const server of links.values()) server.resume();
    },
    cut: () => {
      isCut = true;
      breakAll();
    },
    restore: () => {
      isCut = false;
    },
    stop: async () => {
      const closed = once(listener, 'close');
      listener.close();
      breakAll();
      await closed;
    },
  };
};
