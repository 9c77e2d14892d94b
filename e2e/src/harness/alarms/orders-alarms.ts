import { eventually } from '@oms/testing';
import { Client } from 'pg';
import { type AlarmScenarios, type MeasuredSystem, SOON } from '../measured-system';

const MEASURED_EVERY_S = 6;

/** A compensation that does not complete, and a deadline that is not processed. */
export const ordersAlarms = (
  { system, fixture, addresses, admin, metric, query, waitForValue }: MeasuredSystem,
  sku: string,
): AlarmScenarios => {
  const inStep = (step: string) => `select count(*)::integer as value from orders.deadlines where step = '${step}'`;

  /** An order that waits for its payment method. */
  const orderAwaitingMethod = async (): Promise<string> => {
    const { id } = await fixture.customer.placeOrder({ items: [{ sku, quantity: 1 }] });
    await eventually(async () => {
      const where = `from orders.deadlines where order_id = '${id}' and step = 'AwaitingPaymentMethod'`;
      expect(await query(`select count(*)::integer as value ${where}`)).toBe(1);
    }, SOON);
    return id;
  };

  /** While inventory is down, a cancelled order waits for its stock to be released. */
  const pendingCompensation = async (): Promise<void> => {
    const id = await orderAwaitingMethod();
    await system.process('inventory').kill({ stayDown: true });
    await fixture.customer.cancelOrder(id);
    expect(await query(inStep('Abandoned'))).toBeGreaterThan(0);
    const oldest = `select extract(epoch from now() - min(since)) as value from orders.deadlines where step = 'Abandoned'`;
    await eventually(async () => {
      const measured = await metric('orders_unsettled_oldest_seconds', { step: 'Abandoned' });
      const expected = await query(oldest);
      expect(measured).toBeGreaterThan(0);
      expect(Math.abs(expected - (measured ?? 0))).toBeLessThan(MEASURED_EVERY_S);
    }, SOON);
    await waitForValue('orders_unsettled', { step: 'Abandoned' }, () => query(inStep('Abandoned')));
    await system.process('inventory').start();
    await waitForValue('orders_unsettled_oldest_seconds', { step: 'Abandoned' }, () => Promise.resolve(0));
  };

  /** The deadline worker skips locked rows, so a locked one stays overdue. */
  const overdueDeadline = async (): Promise<void> => {
    const id = await orderAwaitingMethod();
    await admin.query('begin');
    await admin.query(`select * from orders.orders where id = '${id}' for update`);
    const other = new Client({ connectionString: addresses.database });
    await other.connect();
    await other.query(`update orders.deadlines set due_at = now() - interval '1 second' where order_id = '${id}'`);
    await other.end();
    await waitForValue('orders_unsettled_overdue', { step: 'AwaitingPaymentMethod' }, () => Promise.resolve(1));
    await admin.query('rollback');
    await admin.query(`update orders.deadlines set due_at = now() + interval '1 hour' where order_id = '${id}'`);
    await waitForValue('orders_unsettled_overdue', { step: 'AwaitingPaymentMethod' }, () => Promise.resolve(0));
  };

  return {
    orders_unsettled_oldest_seconds: pendingCompensation,
    orders_unsettled_overdue: overdueDeadline,
  };
};
