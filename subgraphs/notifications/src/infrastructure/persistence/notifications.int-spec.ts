import { openDatabase, type Database } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { testServers, type TestServers } from '@oms/testing';
import { notificationsContract } from '../../application/testing/notifications-contract';
import { CreateNotifications1763683200000 } from './migrations/create-notifications';
import { notificationSchema } from './notification.schema';
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
        entities: [notificationSchema],
        migrations: [CreateNotifications1763683200000],
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
