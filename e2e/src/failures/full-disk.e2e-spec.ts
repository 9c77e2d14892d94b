import { chmodSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { natsBinary, ROOM_FILE } from '@oms/launcher';
import { eventually } from '@oms/testing';
import { audit } from '../harness/audit';
import { startSystemUnderTest, type SystemUnderTest } from '../harness/system-under-test';

/** In units of 512 bytes: no file of NATS grows beyond 64 KiB, which is what some ten orders fill. */
const FILE_BLOCKS_MAX = 128;
const ORDERS = 30;
const REFUSED_WITHIN_MS = 60_000;
const SETTLED_WITHIN_MS = 90_000;
const SUBGRAPHS = ['orders', 'inventory', 'payments', 'notifications'] as const;
const STREAMS_WITHIN_MS = 2_000;
/** A line of the server's log about a stream of the system. */
const REFUSAL = /failed to store a msg on stream '\$G > (ORDERS|INVENTORY|PAYMENTS|NOTIFICATIONS)'/;

describe('orders that are placed while the disk of NATS is full', () => {
  const natsBefore = process.env['NATS_SERVER_BIN'];
  let home: string;
  let testSystem: SystemUnderTest;

  const limited = (): string => join(home, 'limited');
  const roomFile = (): string => join(dirname(testSystem.addresses.logFolder), 'nats', ROOM_FILE);

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'oms-full-disk-'));
    const program = join(home, 'nats-server');
    const limit = `[ -e '${limited()}' ] && ulimit -f ${FILE_BLOCKS_MAX.toString()}`;
    writeFileSync(program, `#!/bin/sh\n${limit}\nexec '${await natsBinary()}' "$@"\n`);
    chmodSync(program, 0o755);
    writeFileSync(limited(), '');
    process.env['NATS_SERVER_BIN'] = program;
    testSystem = await startSystemUnderTest();
    // A folder in the place of the launcher's probe file: the launcher cannot write it and finds no room.
    mkdirSync(roomFile());
  });

  afterAll(async () => {
    await testSystem.remove();
    if (natsBefore === undefined) delete process.env['NATS_SERVER_BIN'];
    else process.env['NATS_SERVER_BIN'] = natsBefore;
    rmSync(home, { recursive: true, force: true });
  });

  const makeRoom = (): void => {
    rmSync(limited());
    rmdirSync(roomFile());
  };

  /** Most refusals are in the log. A server that hangs on the stream's lock logs nothing and does not answer. */
  const refuses = async (): Promise<boolean> => {
    if (REFUSAL.test(testSystem.system.process('nats').log())) return true;
    const url = `http://127.0.0.1:${testSystem.system.ports['nats-monitoring'].toString()}/jsz?streams=true`;
    return fetch(url, { signal: AbortSignal.timeout(STREAMS_WITHIN_MS) }).then(
      () => false,
      () => true,
    );
  };

  const readiness = async (name: (typeof SUBGRAPHS)[number]) => {
    const response = await fetch(`http://127.0.0.1:${testSystem.system.ports[name].toString()}/readyz`);
    const { checks } = (await response.json()) as { checks: Readonly<Record<string, string>> };
    return { name, status: response.status, checks };
  };

  it('are accepted while readiness reports that publishing fails, and settle without intervention when there is room again', async () => {
    await eventually(() => testSystem.fixture.addProduct('FULL-DISK', 1_000, '10.00'), { withinMs: REFUSED_WITHIN_MS });
    const nats = testSystem.system.process('nats').pid();
    const placed = Array.from({ length: ORDERS }, () =>
      testSystem.fixture.customer.placeOrder({ items: [{ sku: 'FULL-DISK', quantity: 1 }], card: 'pm_card_visa' }),
    );
    const ids = (await Promise.all(placed)).map(({ id }) => id);
    await eventually(
      async () => {
        expect(await refuses()).toBe(true);
      },
      { withinMs: REFUSED_WITHIN_MS },
    );
    await eventually(
      async () => {
        // Any of the streams may reach the limit first.
        expect(await Promise.all(SUBGRAPHS.map(readiness))).toContainEqual(
          expect.objectContaining({
            status: 503,
            checks: expect.objectContaining({ database: 'ok', publishing: 'failing' }) as unknown,
          }),
        );
      },
      { withinMs: REFUSED_WITHIN_MS },
    );
    expect(testSystem.system.process('nats').pid()).toBe(nats);

    makeRoom();
    await eventually(
      async () => {
        const statuses = await Promise.all(
          ids.map(async (id) => (await testSystem.fixture.customer.getOrder(id))?.status),
        );
        expect(statuses).toEqual(ids.map(() => 'PAID'));
        expect(await audit(testSystem.addresses)).toEqual([]);
        const checks = { database: 'ok', publishing: 'ok', consuming: 'ok' };
        expect(await Promise.all(SUBGRAPHS.map(readiness))).toEqual(
          SUBGRAPHS.map((name) => ({ name, status: 200, checks })),
        );
      },
      { withinMs: SETTLED_WITHIN_MS },
    );
  });
});
