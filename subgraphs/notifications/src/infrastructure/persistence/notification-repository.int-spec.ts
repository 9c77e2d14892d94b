import { openDatabase, type Database } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { eventually, isolatedPostgres, type IsolatedPostgres, testServers, type TestServers } from '@oms/testing';
import { confirmation, notificationsContract } from '../../application/testing/notifications-contract';
import { notificationTables } from './notification-tables';
import { sqlDeliveries } from './sql-deliveries';
import { sqlKnownOrders } from './sql-known-orders';
import { sqlOutgoing } from './sql-outgoing';
import { typeormNotificationViews } from './typeorm-notification-views';

const schema = 'notifications';

describe('the notifications in PostgreSQL', () => {
  let servers: TestServers<typeof schema>;
  let database: Database;

  beforeAll(async () => {
    servers = await testServers([schema]);
    database = await openDatabase(
      { url: servers.schemas[schema].url, schema },
      {
        ...notificationTables,
        logger: createLogger({ name: 'notifications', level: 'silent' }),
      },
    );
  });

  afterAll(async () => {
    await database.close();
    await servers.drop();
  });

  notificationsContract(async () => {
    await database.requests.query('truncate notifications, known_orders, events');
    return {
      orders: {
        remember: (orders) => database.transaction((tx) => sqlKnownOrders(tx).remember(orders)),
        find: (ids) => database.transaction((tx) => sqlKnownOrders(tx).find(ids)),
      },
      outgoing: {
        queue: (messages) =>
          database.transaction((tx) => sqlOutgoing(tx, (id) => ({ correlationId: id })).queue(messages)),
      },
      deliveries: sqlDeliveries(database),
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
      ...notificationTables,
      logger: createLogger({ name: 'notifications', level: 'silent' }),
    });
  });

  afterAll(async () => {
    await database.close();
    await postgres.remove();
  });

  it('is on disk before the message is sent: a crash of PostgreSQL leaves it where it was', async () => {
    await database.transaction((tx) => sqlOutgoing(tx, (id) => ({ correlationId: id })).queue([confirmation]));
    const [due] = await sqlDeliveries(database).claim({ limit: 1, leaseMs: 600_000, except: [] });
    await postgres.kill();
    await postgres.start();
    const views = typeormNotificationViews(database.requests);
    await eventually(async () => {
      expect(await views.find(due?.id ?? '')).toMatchObject({ status: 'QUEUED', attempts: 1 });
    });
    expect(await sqlDeliveries(database).claim({ limit: 1, leaseMs: 0, except: [] })).toEqual([]);
  });
});
