import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Service } from '@oms/kernel';
import { eventLogTables, messagingTables, type Broker } from '@oms/messaging';
import { rowsOf, type Database } from '@oms/database';
import { createLogger, createMetrics } from '@oms/telemetry';
import { eventually, isolatedNats, testServers, type IsolatedNats, type TestServers } from '@oms/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { RequestContext } from '../request-context';
import { composeSubgraph, type Connections } from './compose-subgraph';
import type { SubgraphConfig } from './config';

const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")
  type Query { answer: Int! }
`;

class CreateTables1700000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(messagingTables);
    await queryRunner.query(eventLogTables);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Migrations only go forward.'));
  }
}

const verifier = { verify: () => Promise.resolve(undefined) };
const logger = createLogger({ name: 'notifications', level: 'silent' });
const silentParts = () => ({ logger, metrics: createMetrics({ service: 'notifications' }), verifier });

describe('a subgraph that is composed', () => {
  let servers: TestServers<'notifications'>;
  let nats: IsolatedNats;
  let folder: string;
  const order: string[] = [];

  beforeAll(async () => {
    [servers, nats] = await Promise.all([testServers(['notifications']), isolatedNats()]);
    folder = mkdtempSync(join(tmpdir(), 'oms-compose-'));
    writeFileSync(join(folder, 'schema.graphql'), SDL);
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await Promise.all([nats.remove(), servers.drop()]);
  });

  const configWith = (natsUrl: string): SubgraphConfig => ({
    logLevel: 'silent',
    otlpEndpoint: undefined,
    http: { host: '127.0.0.1', port: 0 },
    identity: { jwksUrl: 'http://127.0.0.1:9', issuer: 'none', audience: 'oms' },
    startupTimeoutMs: 2_000,
    database: servers.schemas.notifications,
    messaging: {
      broker: { url: natsUrl, replicas: 1 },
      retry: { attemptsMax: 2, backoffMs: 5, backoffMaxMs: 10 },
      partitions: 1,
    },
  });

  const recorded = (name: string): Service => ({
    start: () => Promise.resolve(void order.push(`${name} started`)),
    stop: () => Promise.resolve(void order.push(`${name} stopped`)),
  });

  const composeWith = (services: (made: Connections<SubgraphConfig>) => readonly Service[]) =>
    composeSubgraph<SubgraphConfig, RequestContext>({
      name: 'notifications',
      folder,
      entities: [],
      migrations: [CreateTables1700000000000],
      retentions: [],
      parts: (made) => ({
        subscriptions: [],
        services: services(made),
        resolvers: { Query: { answer: () => 42 } },
        context: (request) => request,
      }),
    });

  const connections = `select 1 from pg_stat_activity where datname = current_database() and application_name like $1`;
  const expectNoConnections = () =>
    eventually(async () => {
      expect(await servers.rowCount(connections, ['oms-notifications-%'])).toBe(0);
    });

  it('closes its database when the broker does not answer', async () => {
    const compose = composeWith(() => []);
    await expect(compose(configWith('nats://127.0.0.1:9'), silentParts())).rejects.toThrow('NATS');
    await expectNoConnections();
  });

  it('closes its database and its broker when its own parts cannot be made', async () => {
    let broker: Broker | undefined;
    const compose = composeWith((made) => {
      ({ broker } = made);
      throw new Error('No parts.');
    });
    await expect(compose(configWith(nats.url), silentParts())).rejects.toThrow('No parts.');
    expect(broker?.nc.isClosed()).toBe(true);
    await expectNoConnections();
  });

  it('starts its services in their order, serves, and stops them in reverse before it closes its database', async () => {
    let database: Database | undefined;
    const compose = composeWith((made) => {
      ({ database } = made);
      const usesDatabase: Service = {
        start: () => Promise.resolve(),
        stop: async () => {
          await rowsOf(made.database.work, 'select 1');
          order.push('database used');
        },
      };
      return [recorded('first'), recorded('second'), usesDatabase];
    });
    const subgraph = await compose(configWith(nats.url), silentParts());
    await subgraph.start();
    const response = await fetch(subgraph.url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ answer }' }),
    });
    expect(await response.json()).toEqual({ data: { answer: 42 } });
    await subgraph.stop();
    expect(order).toEqual(['first started', 'second started', 'database used', 'second stopped', 'first stopped']);
    expect(database?.requests.isInitialized).toBe(false);
    await expectNoConnections();
  });
});
