import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createLogger, type Logger } from '@oms/telemetry';
import { eventually, isolatedNats, type IsolatedNats } from '@oms/testing';
import { connectBroker } from './broker';

/** A server that sends the initial INFO of this version and answers pings, and does nothing else. */
const serverOfVersion = async (version: string): Promise<{ readonly url: string; close(): Promise<void> }> => {
  const info = { server_id: 'test', version, proto: 1, headers: true, max_payload: 1_048_576 };
  const server = createServer((socket) => {
    socket.write(`INFO ${JSON.stringify(info)}\r\n`);
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      if (data.includes('PING')) socket.write('PONG\r\n');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `nats://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
};

describe('the connection to NATS at the start of a process', () => {
  let nats: IsolatedNats;
  let lines: string[];
  let logger: Logger;

  beforeAll(async () => {
    nats = await isolatedNats();
  });

  afterAll(async () => {
    await nats.remove();
  });

  beforeEach(() => {
    lines = [];
    logger = createLogger({ name: 'test', level: 'info', destination: { write: (line) => lines.push(line) } });
  });

  const withPassword = (): string => nats.url.replace('//', '//orders:hunter2@');

  it('waits for a server that is not there yet', async () => {
    await nats.stop();
    const connecting = connectBroker({ url: withPassword(), name: 'orders', logger });
    await eventually(() => {
      expect(lines.join('')).toContain('waiting for NATS');
    });
    await nats.start();
    const broker = await connecting;
    expect(broker.ready()).toBe(true);
    await broker.drain();
    expect(lines.join('')).not.toContain('hunter2');
  });

  it('gives up at the deadline, in one line that states what to do', async () => {
    await nats.stop();
    const connecting = connectBroker({ url: withPassword(), name: 'orders', logger, startupTimeoutMs: 300 });
    await expect(connecting).rejects.toThrow(
      /^Cannot reach NATS at nats:\/\/127\.0\.0\.1:\d+: CONNECTION_REFUSED \(waited \d+\.\d s\)\. Start it, or set NATS_URL to one that is running\.$/,
    );
    await nats.start();
  });

  it('does not wait for a host that is no address', async () => {
    const connecting = connectBroker({ url: 'nats://127.0.0.1:none', name: 'orders', logger });
    await expect(connecting).rejects.toThrow(/^Cannot reach NATS at /);
    expect(lines).toEqual([]);
  });

  it.each(['2.9.25', '1.4.1'])('refuses a server of version %s at once, in one line', async (version) => {
    const old = await serverOfVersion(version);
    await expect(connectBroker({ url: old.url, name: 'orders', logger })).rejects.toThrow(
      `NATS at ${old.url} is too old: nats-server ${version}, and 2.10 or later is needed. Upgrade it.`,
    );
    expect(lines).toEqual([]);
    await old.close();
  });

  it.each(['2.10.0', '2.14.0-RC.1', '3.0.0'])('accepts a server of version %s', async (version) => {
    const recent = await serverOfVersion(version);
    const connecting = connectBroker({ url: recent.url, name: 'orders', logger, startupTimeoutMs: 100 });
    await expect(connecting).rejects.toThrow(`NATS at ${recent.url} has no JetStream`);
    await recent.close();
  });
});
