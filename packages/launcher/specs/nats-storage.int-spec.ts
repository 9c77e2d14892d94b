import { eventually } from '@oms/testing';
import { connect, type JetStreamManager, type NatsConnection } from 'nats';
import { embeddedNats } from '../src/nats/embedded-nats';
import { restartBackoff, watchStorage } from '../src/nats/watch-storage';
import { freePort } from '../src/ports';
import { SupervisedProcess } from '../src/system/supervised-process';
import { limitedNats, type LimitedNats } from './limited-nats';

/** Three refusals, a restart, and a machine that has other things to do. */
const HEALED_WITHIN_MS = 40_000;
const PUBLISH_WITHIN_MS = 1_000;
const kilobyte = Buffer.alloc(1_024, 'x');

describe('a watched nats-server', () => {
  let place: LimitedNats;
  let server: SupervisedProcess;
  let lines: string[];
  let ports: { port: number; monitoringPort: number };
  let nc: NatsConnection;
  let jsm: JetStreamManager;

  beforeEach(async () => {
    place = await limitedNats();
    lines = [];
    ports = { port: await freePort(), monitoringPort: await freePort() };
  });

  afterEach(async () => {
    await nc.close();
    await server.stop();
    place.remove();
  });

  const start = async (): Promise<void> => {
    const { folder, logFile } = place;
    const onProgress = (line: string): number => lines.push(line);
    const backoff = restartBackoff();
    server = new SupervisedProcess({
      name: 'nats',
      logFile,
      onProgress,
      launch: async () => (await embeddedNats({ ...ports, folder, logFile })).process,
      watch: (restart) => watchStorage({ ...ports, folder, backoff, onProgress }, restart),
    });
    await server.start();
    nc = await connect({ port: ports.port, reconnectTimeWait: 50, maxReconnectAttempts: -1 });
    jsm = await nc.jetstreamManager();
    await jsm.streams.add({ name: 'ORDERS', subjects: ['orders.>'] });
  };

  const publish = async (): Promise<void> => {
    await nc.jetstream().publish('orders.placed', kilobyte, { timeout: PUBLISH_WITHIN_MS });
  };

  /** Publishes until the server refuses; how many messages it acknowledged. */
  const publishUntilRefused = async (): Promise<number> => {
    for (let acknowledged = 0; ; acknowledged += 1) {
      try {
        await publish();
      } catch {
        return acknowledged;
      }
    }
  };

  const stored = async (): Promise<number> => (await jsm.streams.info('ORDERS')).state.messages;
  const restarts = (): readonly string[] => lines.filter((line) => line.endsWith('it is killed'));

  it('is restarted until it can store again, and has every message that it acknowledged', async () => {
    place.limitFiles();
    await start();
    const acknowledged = await publishUntilRefused();
    expect(acknowledged).toBeGreaterThan(10);
    await eventually(
      () => {
        expect(restarts()[0]).toMatch(/^nats took no message 3 times in a row \(.+\): it is killed$/);
      },
      { withinMs: HEALED_WITHIN_MS },
    );
    place.liftLimit();
    await eventually(publish, { withinMs: HEALED_WITHIN_MS });
    expect(await stored()).toBeGreaterThan(acknowledged);
  });

  it('is left alone while its disk has no room, and restarted when there is room', async () => {
    place.limitFiles();
    await start();
    await publishUntilRefused();
    place.liftLimit();
    place.takeRoom();
    await eventually(
      () => {
        expect(lines).toEqual([expect.stringMatching(/ has no room: it is restarted when it has$/)]);
      },
      { withinMs: HEALED_WITHIN_MS },
    );
    place.giveRoom();
    await eventually(publish, { withinMs: HEALED_WITHIN_MS });
    expect(restarts()).toHaveLength(1);
  });

  it('is restarted when it is stopped', async () => {
    await start();
    const before = server.pid();
    server.signal('SIGSTOP');
    await eventually(
      async () => {
        expect(server.pid()).not.toBe(before);
        await publish();
      },
      { withinMs: HEALED_WITHIN_MS },
    );
  });

  it('is asked to store one message after the other, and keeps one', async () => {
    await start();
    await eventually(
      async () => {
        const { state } = await jsm.streams.info('LAUNCHER_PROBE');
        expect(state).toMatchObject({ messages: 1 });
        expect(state.last_seq).toBeGreaterThan(2);
      },
      { withinMs: HEALED_WITHIN_MS },
    );
    expect(lines).toEqual([]);
  });

  it('is probed again when its stream of probes was deleted', async () => {
    await start();
    const probes = (): Promise<unknown> => jsm.streams.info('LAUNCHER_PROBE');
    await eventually(probes, { withinMs: HEALED_WITHIN_MS });
    await jsm.streams.delete('LAUNCHER_PROBE');
    await eventually(probes, { withinMs: HEALED_WITHIN_MS });
    expect(lines).toEqual([]);
  });

  it('does not take its limit from what is free on the disk when it starts', async () => {
    await start();
    const response = await fetch(`http://127.0.0.1:${ports.monitoringPort.toString()}/jsz`);
    expect(await response.json()).toMatchObject({ config: { max_storage: 2 ** 40 } });
  });
});

describe('the back-off of restarts', () => {
  it('lets the first one be at once, doubles the pause while none cures, and begins anew after one that did', () => {
    let now = 0;
    const backoff = restartBackoff(() => now);
    const pauses: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      const since = now;
      while (!backoff.isOver()) now += 1_000;
      pauses.push(now - since);
      backoff.restarted();
    }
    expect(pauses).toEqual([0, 10_000, 20_000, 40_000, 60_000, 60_000]);
    backoff.cured();
    expect(backoff.isOver()).toBe(true);
  });
});
