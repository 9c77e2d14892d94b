import { eventually } from '@oms/testing';
import { passDeadlines } from '../../application/commands/pass-deadlines';
import { aCustomer, placedIn } from '../../application/testing/fixtures';
import { timeouts } from '../../domain/testing/fixtures';
import { openOrdersDatabase, putPrices, silent } from '../../testing/orders-database';
import { typeormOrderRepository } from '../persistence/order-repository';
import { typeormOrderViews } from '../persistence/order-views';
import { deadlineWorker } from './deadline-worker';

const atOnce = { ...timeouts, reservationMs: 0 };

describe('the worker of deadlines', () => {
  it('abandons each overdue order once, however many replicas there are', async () => {
    const { database, close } = await openOrdersDatabase();
    await putPrices(database);
    const place = placedIn(typeormOrderRepository(database));
    const placed = await Promise.all(Array.from({ length: 150 }, () => place(aCustomer(), { timeouts: atOnce })));
    const parts = { database, passDeadlines: passDeadlines(timeouts), logger: silent };
    const workers = [deadlineWorker(parts), deadlineWorker(parts)];
    await Promise.all(workers.map((worker) => worker.start()));
    await eventually(async () => {
      const orders = await typeormOrderViews(database).find(placed.map(({ id }) => id));
      const states = orders.map(
        ({ status, failure, version }) => `${status} ${failure?.code ?? ''} ${version.toString()}`,
      );
      expect(new Set(states)).toEqual(new Set(['FAILED RESERVATION_TIMEOUT 2']));
    });
    await Promise.all(workers.map((worker) => worker.stop()));
    await close();
  });
});
