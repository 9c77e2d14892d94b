import { join } from 'node:path';
import { type Broker, connectBroker } from '@oms/messaging';
import { createLogger } from '@oms/telemetry';
import {
  eventually,
  type NatsCluster,
  natsCluster,
  type TestProcess,
  testProcess,
  type TestServers,
  testServers,
} from '@oms/testing';

const main = join(__dirname, '..', 'dist', 'main.js');
const nowhere = 'http://127.0.0.1:9';
/** A cluster has to elect leaders first. */
const FORMED = { withinMs: 60_000 };

describe('the stream of inventory in a cluster of three servers', () => {
  let servers: TestServers<'inventory'>;
  let cluster: NatsCluster;
  let broker: Broker;
  let inventory: TestProcess | undefined;

  beforeAll(async () => {
    [servers, cluster] = await Promise.all([testServers(['inventory']), natsCluster()]);
    const logger = createLogger({ name: 'test', level: 'silent' });
    broker = await connectBroker({ url: cluster.url, name: 'test', logger });
  });

  afterEach(async () => {
    await inventory?.remove();
  });

  afterAll(async () => {
    await broker.drain();
    await cluster.remove();
    await servers.drop();
  });

  const startInventory = async (settings: Readonly<Record<string, string>>): Promise<void> => {
    inventory = await testProcess({
      main,
      env: {
        DATABASE_URL: servers.schemas.inventory.url,
        NATS_URL: cluster.url,
        JWKS_URL: `${nowhere}/jwks`,
        TOKEN_ISSUER: nowhere,
        TOKEN_AUDIENCE: 'oms',
        ...settings,
      },
    });
  };

  /** Of a stream whose other servers, if any, have all that the leader has. */
  const hasReplicas = (replicas: number): Promise<void> =>
    eventually(async () => {
      const { config, cluster: kept } = await broker.jsm.streams.info('INVENTORY');
      expect(config.num_replicas).toBe(replicas);
      const others = kept?.replicas ?? [];
      expect(others.map(({ current }) => current)).toEqual(others.map(() => true));
      expect(others).toHaveLength(replicas - 1);
    }, FORMED);

  it('is on one server by default, and on three once NATS_STREAM_REPLICAS is 3', async () => {
    await startInventory({});
    await hasReplicas(1);
    await inventory?.remove();
    await startInventory({ NATS_STREAM_REPLICAS: '3' });
    await hasReplicas(3);
  });

  it('is created again with as many replicas as NATS_STREAM_REPLICAS', async () => {
    await startInventory({ NATS_STREAM_REPLICAS: '3' });
    await hasReplicas(3);
    const { created } = await broker.jsm.streams.info('INVENTORY');
    await broker.jsm.streams.delete('INVENTORY');
    await hasReplicas(3);
    expect((await broker.jsm.streams.info('INVENTORY')).created).not.toBe(created);
  });
});
