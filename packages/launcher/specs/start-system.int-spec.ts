import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { eventually } from '@oms/testing';
import { Client } from 'pg';
import { isPortFree } from '../src/ports';
import { freePorts, type Ports } from '../src/system/ports';
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

  it('says which port is taken, and leaves nothing behind', async () => {
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

  it('says what a process said that did not start', async () => {
    const failing = start({ env: { orders: { FAIL: 'PAYMENT_DEADLINE_MS is no number' } } });
    await expect(failing).rejects.toThrow('orders ended with code 1 while starting:\nPAYMENT_DEADLINE_MS is no number');
    await portsAreFree(ports);
  });

  it('does not run twice on the same data', async () => {
    await start();
    const script = `require(${JSON.stringify(built)}).startSystem({ folder: ${JSON.stringify(repository.data)} })
      .catch((error) => { console.log(error.message); process.exit(1); });`;
    const second = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    for await (const chunk of second.stdout) said += String(chunk);
    expect(said).toContain(`The system runs already, as process ${process.pid.toString()}`);
  });

  it('leaves nothing behind when its launcher is killed, and starts again on the same data', async () => {
    const options = JSON.stringify({ root: repository.root, folder: repository.data, ports });
    const script = `require(${JSON.stringify(built)}).startSystem(${options}).then(() => console.log('all up'));`;
    const launcher: ChildProcess = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => launcher.stdout?.once('data', resolve));
    launcher.kill('SIGKILL');
    await eventually(() => portsAreFree(ports), { withinMs: 20_000 });
    await start();
  });
});
