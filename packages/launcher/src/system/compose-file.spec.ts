import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { configurationOf } from '../nats/embedded-nats';
import { READY_WITHIN_MS } from './launch-service';
import { developmentPorts } from './ports';
import { serviceNames, services, type Setup } from './services';

const root = resolve(__dirname, '../../../..');

interface ComposeService {
  readonly command?: readonly string[];
  readonly container_name?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
  readonly healthcheck?: { readonly test: readonly string[]; readonly start_period?: string };
  readonly ports?: readonly string[];
  readonly restart?: string;
}

const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  readonly configs?: Readonly<Record<string, { readonly file: string }>>;
  readonly services: Readonly<Record<string, ComposeService>>;
};

const serviceOf = (name: string): ComposeService => compose.services[name] ?? {};

const setup: Setup = {
  root: '/app',
  folder: '/data',
  ports: developmentPorts,
  secrets: {
    postgres: '',
    orders: '',
    inventory: '',
    payments: '',
    notifications: '',
    providerApiKey: '',
    webhookSecret: '',
    smsApiKey: '',
  },
  postgresUrl: 'postgres://postgres@127.0.0.1:15432/postgres',
  natsUrl: 'nats://127.0.0.1:14222',
};

/** On a loaded machine, the first time. */
const START_PERIOD_S = 120;
const runsOnce = ['schemas', 'seed'];

describe('docker-compose.yml', () => {
  it('runs the processes that npm start runs', () => {
    const running = Object.keys(compose.services).filter((name) => !runsOnce.includes(name));
    expect(running.sort()).toEqual(['postgres', 'nats', ...serviceNames].sort());
  });

  it.each(serviceNames)('starts %s as npm start does, with every setting that it needs', (name) => {
    const { command, environment, healthcheck } = serviceOf(name);
    expect(command?.at(-1)).toBe(`${services[name].folder}/dist/main.js`);
    const settings = Object.keys(environment ?? {});
    expect(settings).toEqual(expect.arrayContaining(['HOST', ...Object.keys(services[name].env(setup))]));
    const port = developmentPorts[name].toString();
    expect(environment?.['PORT']).toBe(developmentPorts[name]);
    expect(healthcheck?.test.at(-1)).toBe(`http://127.0.0.1:${port}${services[name].readinessPath}`);
  });

  it('waits for the health of what a process needs, never for its mere start', () => {
    for (const [name, { depends_on: needs = {} }] of Object.entries(compose.services)) {
      for (const [needed, { condition }] of Object.entries(needs)) {
        const once = runsOnce.includes(needed);
        expect([name, needed, condition]).toEqual([
          name,
          needed,
          once ? 'service_completed_successfully' : 'service_healthy',
        ]);
        if (!once) expect(serviceOf(needed).healthcheck).toBeDefined();
      }
    }
  });

  it('restarts services that end, and stops waiting for none before it has reported what is missing', () => {
    const lasting = Object.entries(compose.services).filter(([name]) => !runsOnce.includes(name));
    for (const [name, { restart, healthcheck }] of lasting) {
      expect([name, restart]).toEqual([name, 'unless-stopped']);
      expect([name, Number.parseInt(healthcheck?.start_period ?? '0', 10)]).toEqual([name, START_PERIOD_S]);
    }
    expect(START_PERIOD_S * 1_000).toBeGreaterThanOrEqual(READY_WITHIN_MS);
  });

  it('gives NATS the limit that npm start gives it, and asks it for its health', () => {
    const { command, configs = [], healthcheck } = serviceOf('nats');
    const mounted = configs.find(({ target }) => command?.includes(target));
    const file = compose.configs?.[mounted?.source ?? '']?.file ?? '';
    expect(readFileSync(join(root, file), 'utf8')).toContain(configurationOf('/data'));
    expect(healthcheck?.test.at(-1)).toBe('http://127.0.0.1:8222/healthz');
  });

  it('can scale every process: no names, and no host port but the gateway’s', () => {
    for (const [name, { container_name, ports = [] }] of Object.entries(compose.services)) {
      expect(container_name).toBeUndefined();
      const fixed = ports.filter((port) => port.includes(':'));
      expect([name, fixed.length]).toEqual([name, name === 'gateway' ? 1 : 0]);
    }
  });

  it('publishes neither the database nor the broker', () => {
    expect(serviceOf('postgres').ports).toBeUndefined();
    expect(serviceOf('nats').ports).toBeUndefined();
  });
});

describe('the Dockerfile', () => {
  it('needs no BuildKit', () => {
    const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
    expect(text).not.toMatch(/^#\s*syntax=|--mount|--link|--parents|<</m);
  });
});
