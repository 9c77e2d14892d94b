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
/** What the server writes to its log, of a stream of the system. */
const REFUSAL = /failed to store a msg on stream '\$G > (ORDERS|INVENTORY|PAYMENTS|NOTIFICATIONS)'/;

describe('orders that are placed while the disk of NATS is full', () => {
  const natsBefore = process.env['NATS_SERVER_BIN'];
  let home: string;
  let under: SystemUnderTest;

  const limited = (): string => join(home, 'limited');
  const roomFile = (): string => join(dirname(under.addresses.logFolder), 'nats', ROOM_FILE);

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'oms-full-disk-'));
    const program = join(home, 'nats-server');
    const limit = `[ -e '${limited()}' ] && ulimit -f ${FILE_BLOCKS_MAX.toString()}`;
    writeFileSync(program, `#!/bin/sh\n${limit}\nexec '${await natsBinary()}' "$@"\n`);
    chmodSync(program, 0o755);
    writeFileSync(limited(), '');
    process.env['NATS_SERVER_BIN'] = program;
    under = await startSystemUnderTest();
    // What the launcher would write to see whether there is room cannot be written.
    mkdirSync(roomFile());
  });

  afterAll(async () => {
    await under.remove();
    if (natsBefore === undefined) delete process.env['NATS_SERVER_BIN'];
    else process.env['NATS_SERVER_BIN'] = natsBefore;
    rmSync(home, { recursive: true, force: true });
  });

  const makeRoom = (): void => {
    rmSync(limited());
    rmdirSync(roomFile());
  };

  /** Most say so in the log; one that hangs on the stream's lock says nothing. */
  const refuses = async (): Promise<boolean> => {
    if (REFUSAL.test(under.system.process('nats').log())) return true;
    const url = `http://127.0.0.1:${under.system.ports['nats-monitoring'].toString()}/jsz?streams=true`;
    return fetch(url, { signal: AbortSignal.timeout(STREAMS_WITHIN_MS) }).then(
      () => false,
      () => true,
    );
  };

  const readiness = async (name: (typeof SUBGRAPHS)[number]) => {
    const response = await fetch(`http://127.0.0.1:${under.system.ports[name].toString()}/readyz`);
    const { checks } = (await response.json()) as { checks: Readonly<Record<string, string>> };
    return { name, status: response.status, checks };
  };

  it('are accepted while readiness says that nothing is published, and settle when there is room again, without anybody’s doing', async () => {
    await eventually(() => under.shop.stocks('FULL-DISK', 1_000, '10.00'), { withinMs: REFUSED_WITHIN_MS });
    const nats = under.system.process('nats').pid();
    const placed = Array.from({ length: ORDERS }, () =>
      under.shop.ada.places({ items: [{ sku: 'FULL-DISK', quantity: 1 }], card: 'pm_card_visa' }),
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
        // Whose stream meets the end of the disk first, is not said.
        expect(await Promise.all(SUBGRAPHS.map(readiness))).toContainEqual(
          expect.objectContaining({
            status: 503,
            checks: expect.objectContaining({ database: 'ok', publishing: 'failing' }) as unknown,
          }),
        );
      },
      { withinMs: REFUSED_WITHIN_MS },
    );
    expect(under.system.process('nats').pid()).toBe(nats);

    makeRoom();
    await eventually(
      async () => {
        const statuses = await Promise.all(ids.map(async (id) => (await under.shop.ada.sees(id))?.status));
        expect(statuses).toEqual(ids.map(() => 'PAID'));
        expect(await audit(under.addresses)).toEqual([]);
        const checks = { database: 'ok', publishing: 'ok', consuming: 'ok' };
        expect(await Promise.all(SUBGRAPHS.map(readiness))).toEqual(
          SUBGRAPHS.map((name) => ({ name, status: 200, checks })),
        );
      },
      { withinMs: SETTLED_WITHIN_MS },
    );
  });
});
