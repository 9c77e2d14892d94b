import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePorts, seed, startSystem, type System, type SystemOptions } from '@oms/launcher';
import { fixtureAt, type Addresses, type TestFixture } from './fixture';

const repository = resolve(__dirname, '..', '..', '..');

type Env = NonNullable<SystemOptions['env']>;

/** Back-offs short enough for tests; deadlines keep their defaults unless a test shortens them. */
const shortRetries = { MESSAGE_ATTEMPTS_MAX: '4', MESSAGE_BACKOFF_MS: '50', MESSAGE_BACKOFF_MAX_MS: '500' };

const testSettings: Env = {
  orders: shortRetries,
  inventory: shortRetries,
  payments: { ...shortRetries, PROVIDER_TIMEOUT_MS: '1000' },
  notifications: shortRetries,
};

const merged = (env: Env): Env =>
  Object.fromEntries(
    [...new Set([...Object.keys(testSettings), ...Object.keys(env)])].map((name) => [
      name,
      { ...testSettings[name as keyof Env], ...env[name as keyof Env] },
    ]),
  );

export interface SystemUnderTest {
  readonly system: System;
  readonly addresses: Addresses;
  readonly fixture: TestFixture;
  /** Stops everything and deletes its data. */
  remove(): Promise<void>;
}

/** Starts a whole system: embedded servers, simulators, subgraphs and gateway on free ports, with five products. */
export const startSystemUnderTest = async (env: Env = {}): Promise<SystemUnderTest> => {
  mkdirSync(join(repository, '.oms'), { recursive: true });
  const folder = mkdtempSync(join(repository, '.oms', 'e2e-'));
  const system = await startSystem({ folder, ports: await freePorts(), env: merged(env) });
  const addresses: Addresses = {
    gateway: system.graphqlUrl,
    provider: { url: system.providerUrl, apiKey: system.secrets.providerApiKey },
    mailbox: system.mailboxUrl,
    nats: system.natsUrl,
    database: system.databaseUrl,
    logFolder: system.logFolder,
    tokens: {
      customer: await system.token('persona=customer'),
      'other-customer': await system.token('persona=other-customer'),
      operator: await system.token('persona=operator'),
    },
  };
  await seed({ graphqlUrl: system.graphqlUrl, token: addresses.tokens.operator });
  return {
    system,
    addresses,
    fixture: fixtureAt(addresses),
    remove: async () => {
      await system.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
