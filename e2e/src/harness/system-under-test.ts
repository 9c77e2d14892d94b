import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePorts, seed, startSystem, type System, type SystemOptions } from '@oms/launcher';
import { shopAt, type Addresses, type Shop } from './shop';

const repository = resolve(__dirname, '..', '..', '..');

type Env = NonNullable<SystemOptions['env']>;

/** Retries that a test can wait for; deadlines stay as they are unless a test shortens them. */
const impatience = { MESSAGE_ATTEMPTS_MAX: '4', MESSAGE_BACKOFF_MS: '50', MESSAGE_BACKOFF_MAX_MS: '500' };

const impatient: Env = {
  orders: impatience,
  inventory: impatience,
  payments: { ...impatience, PROVIDER_TIMEOUT_MS: '1000' },
  notifications: impatience,
};

const merged = (env: Env): Env =>
  Object.fromEntries(
    [...new Set([...Object.keys(impatient), ...Object.keys(env)])].map((name) => [
      name,
      { ...impatient[name as keyof Env], ...env[name as keyof Env] },
    ]),
  );

export interface SystemUnderTest {
  readonly system: System;
  readonly addresses: Addresses;
  readonly shop: Shop;
  /** Stops everything and deletes its data. */
  remove(): Promise<void>;
}

/** A whole system of its own: embedded servers, simulators, subgraphs and gateway on free ports, with five products. */
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
    shop: shopAt(addresses),
    remove: async () => {
      await system.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
