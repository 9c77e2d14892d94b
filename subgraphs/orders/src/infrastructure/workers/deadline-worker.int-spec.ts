import { openDatabase } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { eventually, testServers } from '@oms/testing';
import { createOrder } from '../application/create-order';
import { passDeadlines } from '../application/pass-deadlines';
import { aCustomer, anOrderOf, prices } from '../application/testing/given';
import { catalogueLog } from '../application/testing/orders-contract';
import { patience } from '../domain/testing/given';
import { deadlineClock } from './deadline-clock';
import { identifiers } from './identifiers';
import { entities, migrations } from './persistence/entities';
import { keepPrices } from './persistence/price-book';
import { typeormOrderViews } from './persistence/typeorm-order-views';
import { typeormOrders } from './persistence/typeorm-orders';

const logger = createLogger({ name: 'orders', level: 'silent' });
const impatient = { ...patience, reservationMs: 0 };

describe('the clock of deadlines', () => {
  it('gives up what is overdue, with as many replicas as there are, each order once', async () => {
    const servers = await testServers(['orders']);
    const database = await openDatabase(servers.schemas.orders, { entities, migrations, logger });
    const sequenced = prices.map((price) => ({ ...price, sequence: 1 }));
    await database.transaction((tx) => keepPrices(tx, sequenced));
    const create = createOrder({ orders: typeormOrders(database), identifiers, patience: impatient, catalogueLog });
    const placed = await Promise.all(Array.from({ length: 150 }, () => create(anOrderOf(aCustomer()))));
    const ids = placed.flatMap((answer) => (answer.kind === 'Done' ? [answer.order.id] : []));
    const clocks = [1, 2].map(() => deadlineClock({ database, passDeadlines: passDeadlines(impatient), logger }));
    await Promise.all(clocks.map((clock) => clock.start()));
    await eventually(async () => {
      const orders = await typeormOrderViews(database).find(ids);
      const given = orders.map(
        ({ status, failure, version }) => `${status} ${failure?.code ?? ''} ${version.toString()}`,
      );
      expect(new Set(given)).toEqual(new Set(['FAILED RESERVATION_TIMEOUT 2']));
    });
    await Promise.all(clocks.map((clock) => clock.stop()));
    await database.close();
    await servers.drop();
  });
});
