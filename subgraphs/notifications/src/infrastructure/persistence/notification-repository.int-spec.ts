import { openDatabase, type Database } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { eventually, isolatedPostgres, type IsolatedPostgres, testServers, type TestServers } from '@oms/testing';
import {
  confirmation,
  notificationRepositoryContract,
} from '../../application/testing/notification-repository-contract';
import { typeormDeliveryQueue } from './delivery-queue';
import { entities } from './entities';
import { migrations } from './migrations';
import { typeormNotificationRepository } from './notification-repository';
import { typeormNotificationViews } from './notification-views';
import { typeormOrderCopyRepository } from './order-copy-repository';

const schema = 'notifications';

describe('the notifications in PostgreSQL', () => {
  let servers: TestServers<typeof schema>;
  let database: Database;

  beforeAll(async () => {
    servers = await testServers([schema]);
    database = await openDatabase(
      { url: servers.schemas[schema].url, schema },
      {
        entities,
        migrations,
        logger: createLogger({ name: 'notifications', level: 'silent' }),
      },
    );
  });

  afterAll(async () => {
    await database.close();
    await servers.drop();
  });

  notificationRepositoryContract(async () => {
    await database.requests.query('truncate notifications, known_orders, events');
    return {
      orderCopies: {
        add: (orders) => database.transaction((tx) => typeormOrderCopyRepository(tx).add(orders)),
        find: (ids) => database.transaction((tx) => typeormOrderCopyRepository(tx).find(ids)),
      },
      notifications: {
        add: (added) => database.transaction((tx) => typeormNotificationRepository(tx).add(added)),
      },
      queue: typeormDeliveryQueue(database),
      views: typeormNotificationViews(database.requests),
    };
  });
});

describe('a claim', () => {
  let postgres: IsolatedPostgres<typeof schema>;
  let database: Database;

  beforeAll(async () => {
    postgres = await isolatedPostgres([schema]);
    database = await openDatabase(postgres.schemas[schema], {
      entities,
      migrations,
      logger: createLogger({ name: 'notifications', level: 'silent' }),
    });
  });

  afterAll(async () => {
    await database.close();
    await postgres.remove();
  });

  it('is on disk before the message is sent: a crash of PostgreSQL leaves it where it was', async () => {
    await database.transaction((tx) => typeormNotificationRepository(tx).add([confirmation]));
    const queue = typeormDeliveryQueue(database);
    const [due] = await queue.claim({ limit: 1, leaseMs: 600_000, except: [] });
    if (due === undefined) throw new Error('Nothing was claimed.');
    await postgres.kill();
    await postgres.start();
    const views = typeormNotificationViews(database.requests);
    await eventually(async () => {
      expect(await views.find(due.id)).toMatchObject({ status: 'QUEUED', attempts: 1 });
    });
    expect(await queue.claim({ limit: 1, leaseMs: 0, except: [] })).toEqual([]);
  });
});
