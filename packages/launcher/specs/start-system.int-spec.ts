import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { eventually } from '@oms/testing';
import { Client } from 'pg';
import { isPortFree } from '../src/ports';
import { endLeftovers, recordProcess } from '../src/system/leftovers';
import { freePorts, type Ports } from '../src/system/ports';
import { removeData } from '../src/system/remove-data';
import { startSystem } from '../src/system/start-system';
import type { System } from '../src/system/system';
import { toyRepository, type ToyRepository } from './toy-repository';

const built = join(__dirname, '..', 'dist', 'index.js');

const takePort = (port: number): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(port, '127.0.0.1', () => {
      resolve(server);
    });
  });

const portsAreFree = async (ports: Ports): Promise<void> => {
  for (const port of Object.values(ports)) expect([port, await isPortFree(port)]).toEqual([port, true]);
};

describe('a system', () => {
  let repository: ToyRepository;
  let ports: Ports;
  let system: System | undefined;
  let lines: string[];

  beforeEach(async () => {
    repository = toyRepository();
    ports = await freePorts();
    lines = [];
  });

  afterEach(async () => {
    await system?.stop();
    system = undefined;
    repository.remove();
  });

  const start = async (more: { env?: Record<string, Record<string, string>> } = {}): Promise<System> => {
    const { root, data: folder } = repository;
    system = await startSystem({ root, folder, ports, onProgress: (line) => lines.push(line), ...more });
    return system;
  };

  const envOf = async (port: number): Promise<Record<string, string>> => {
    const response = await fetch(`http://127.0.0.1:${port.toString()}/env`);
    return (await response.json()) as Record<string, string>;
  };

  it('starts each process with its own settings, and stops them all', async () => {
    const running = await start({ env: { orders: { PAYMENT_DEADLINE_MS: '3000' } } });
    expect(lines.map((line) => line.split(' ')[0]).at(-1)).toBe('gateway');
    const env = await envOf(ports.orders);
    expect(env['PAYMENT_DEADLINE_MS']).toBe('3000');
    expect(env['TOKEN_ISSUER']).toBe(`http://127.0.0.1:${ports.identity.toString()}`);

    const client = new Client({ connectionString: env['DATABASE_URL'] });
    await client.connect();
    const { rows } = await client.query('select current_user, current_schema');
    await client.end();
    expect(rows).toEqual([{ current_user: 'orders', current_schema: 'orders' }]);

    await running.stop();
    await portsAreFree(ports);
    expect(running.process('orders').log()).toContain('toy drains');
  });

  it('starts a process again that is killed, and not one that is to stay down', async () => {
    const running = await start();
    const payments = running.process('payments');
    const before = payments.pid();
    await payments.kill();
    await eventually(
      () => {
        expect(payments.pid()).not.toBe(before);
      },
      { withinMs: 20_000 },
    );
    expect(lines).toContain('payments ended (SIGKILL) and is started again');

    await payments.kill({ stayDown: true });
    expect(() => payments.pid()).toThrow('payments is down');
    await payments.start();
    expect(await envOf(ports.payments)).toMatchObject({ PORT: ports.payments.toString() });
  });

  it('has its data again when PostgreSQL is killed', async () => {
    const running = await start();
    const query = async (statement: string): Promise<unknown> => {
      const client = new Client({ connectionString: running.databaseUrl });
      try {
        await client.connect();
        return (await client.query<Record<string, unknown>>(statement)).rows;
      } finally {
        await client.end().catch(() => undefined);
      }
    };
    await query('create table orders.parcel as select 7 as id');
    await running.process('postgres').kill();
    await eventually(
      async () => {
        expect(await query('select id from orders.parcel')).toEqual([{ id: 7 }]);
      },
      { withinMs: 30_000 },
    );
  });

  it('reports which port is in use, and leaves nothing behind', async () => {
    const squatter = await takePort(ports.gateway);
    try {
      await expect(start()).rejects.toThrow(
        `Port ${ports.gateway.toString()} is taken, and gateway needs it: stop the program that uses it`,
      );
    } finally {
      squatter.close();
    }
    await portsAreFree(ports);
  });

  it('reports the output of a process that did not start', async () => {
    const failing = start({ env: { orders: { FAIL: 'PAYMENT_DEADLINE_MS is no number' } } });
    await expect(failing).rejects.toThrow('orders ended with code 1 while starting:\nPAYMENT_DEADLINE_MS is no number');
    await portsAreFree(ports);
  });

  it('does not run twice on the same data', async () => {
    await start();
    const script = `require(${JSON.stringify(built)}).startSystem({ folder: ${JSON.stringify(repository.data)} })
      .catch((error) => { console.log(error.message); process.exit(1); });`;
    const second = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    for await (const chunk of second.stdout) output += String(chunk);
    expect(output).toContain(`as process ${process.pid.toString()}: stop it first`);
  });

  it('starts when the holder of the lock has ended, even if its process id is in use again', async () => {
    mkdirSync(join(repository.data, 'lock'), { recursive: true });
    writeFileSync(join(repository.data, 'lock', '1'), JSON.stringify({ pid: 1, startedAt: 'long ago' }));
    await start();
  });

  it('lets a process be that was started again and lives, though it is not ready', async () => {
    const flag = join(repository.data, 'unready');
    const running = await start({ env: { orders: { UNREADY_WHILE: flag } } });
    const orders = running.process('orders');
    const before = orders.pid();
    writeFileSync(flag, '');
    await orders.kill();
    await eventually(
      () => {
        expect(orders.pid()).not.toBe(before);
      },
      { withinMs: 30_000 },
    );
    expect((await fetch(`http://127.0.0.1:${ports.orders.toString()}/readyz`)).status).toBe(503);
  });

  it('starts a process again that is stopped, and PostgreSQL and NATS as well', async () => {
    const running = await start();
    const names = ['orders', 'postgres', 'nats'] as const;
    const before = names.map((name) => running.process(name).pid());
    for (const name of names) running.process(name).signal('SIGSTOP');
    await eventually(
      () => {
        names.forEach((name, index) => {
          expect(running.process(name).pid()).not.toBe(before[index]);
        });
      },
      { withinMs: 60_000 },
    );
    expect(await envOf(ports.orders)).toMatchObject({ PORT: ports.orders.toString() });
  });

  it('stops all when one of them was stopped', async () => {
    const running = await start();
    running.process('payments').signal('SIGSTOP');
    await running.stop();
    await portsAreFree(ports);
  });

  describe('whose launcher is killed', () => {
    /** Its orders take a while to end. */
    const killedLauncher = async (): Promise<void> => {
      const env = { orders: { DRAIN_MS: '3000' } };
      const options = JSON.stringify({ root: repository.root, folder: repository.data, ports, env });
      const script = `require(${JSON.stringify(built)}).startSystem(${options}).then(() => console.log('all up'));`;
      const launcher: ChildProcess = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
      await new Promise((resolve) => launcher.stdout?.once('data', resolve));
      const ended = once(launcher, 'exit');
      launcher.kill('SIGKILL');
      await ended;
    };

    it('leaves nothing behind', async () => {
      await killedLauncher();
      await eventually(() => portsAreFree(ports), { withinMs: 20_000 });
    });

    it('starts again at once on the same data', async () => {
      await killedLauncher();
      await start();
      expect(lines[0]).toMatch(/^waiting for .+ of an earlier run \(process \d+\) to end$/);
    });

    it('can be emptied at once', async () => {
      await killedLauncher();
      await removeData(repository.data);
      expect(readdirSync(repository.data)).toEqual(['lock']);
      await portsAreFree(ports);
    });
  });
});

describe('what an earlier run left behind', () => {
  let repository: ToyRepository;
  let left: ChildProcess;

  beforeEach(() => {
    repository = toyRepository();
    left = spawn('sleep', ['60']);
  });

  afterEach(() => {
    left.kill('SIGKILL');
    repository.remove();
  });

  it('is ended when it does not end by itself', async () => {
    const ended = once(left, 'exit');
    recordProcess(repository.data, 'orders', Number(left.pid));
    await endLeftovers(repository.data, () => undefined);
    expect(await ended).toEqual([null, 'SIGKILL']);
  });

  it('is not a process that has got the number of one that ended', async () => {
    recordProcess(repository.data, 'orders', Number(left.pid));
    const record = join(repository.data, 'processes', 'orders.json');
    writeFileSync(record, JSON.stringify({ pid: left.pid, startedAt: 'long ago' }));
    await endLeftovers(repository.data, () => undefined);
    expect(left.exitCode ?? left.signalCode).toBeNull();
  });
});
