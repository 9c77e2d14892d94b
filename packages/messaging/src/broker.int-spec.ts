import { createLogger, type Logger } from '@oms/telemetry';
import { eventually, isolatedNats, type IsolatedNats } from '@oms/testing';
import { connectBroker } from './broker';

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

  it('gives up at the deadline, in one line that says what to do', async () => {
    await nats.stop();
    const connecting = connectBroker({ url: withPassword(), name: 'orders', logger, startupTimeoutMs: 300 });
    await expect(connecting).rejects.toThrow(
      /^Cannot reach NATS at nats:\/\/127\.0\.0\.1:\d+: CONNECTION_REFUSED \(waited \d+\.\d s\)\. Start it, or set NATS_URL to one that is running\.$/,
    );
    await nats.start();
  });

  it('does not wait for what is no address', async () => {
    const connecting = connectBroker({ url: 'nats://127.0.0.1:none', name: 'orders', logger });
    await expect(connecting).rejects.toThrow(/^Cannot reach NATS at /);
    expect(lines).toEqual([]);
  });
});
