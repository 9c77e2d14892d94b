import { eventually } from '@oms/testing';
import { Client } from 'pg';
import { type AlarmProofs, type MeasuredSystem, SOON } from '../measured';

const MEASURED_EVERY_S = 6;

/** A participant that does not undo its part, and a clock that does not tick. */
export const ordersAlarms = (
  { system, shop, addresses, admin, metric, query, isAt }: MeasuredSystem,
  sku: string,
): AlarmProofs => {
  const inStep = (step: string) => `select count(*)::integer as value from orders.deadlines where step = '${step}'`;

  /** An order that waits for its payment method. */
  const waiting = async (): Promise<string> => {
    const { id } = await shop.ada.places({ items: [{ sku, quantity: 1 }] });
    await eventually(async () => {
      const where = `from orders.deadlines where order_id = '${id}' and step = 'AwaitingPaymentMethod'`;
      expect(await query(`select count(*)::integer as value ${where}`)).toBe(1);
    }, SOON);
    return id;
  };

  /** With inventory down, a cancelled order waits for its stock to be released. */
  const abandonment = async (): Promise<void> => {
    const id = await waiting();
    await system.process('inventory').kill({ stayDown: true });
    await shop.ada.cancels(id);
    expect(await query(inStep('Abandoned'))).toBeGreaterThan(0);
    const oldest = `select extract(epoch from now() - min(since)) as value from orders.deadlines where step = 'Abandoned'`;
    await eventually(async () => {
      const measured = await metric('orders_unsettled_oldest_seconds', { step: 'Abandoned' });
      const truth = await query(oldest);
      expect(measured).toBeGreaterThan(0);
      expect(Math.abs(truth - (measured ?? 0))).toBeLessThan(MEASURED_EVERY_S);
    }, SOON);
    await isAt('orders_unsettled', { step: 'Abandoned' }, () => query(inStep('Abandoned')));
    await system.process('inventory').start();
    await isAt('orders_unsettled_oldest_seconds', { step: 'Abandoned' }, () => Promise.resolve(0));
  };

  /** A row that somebody has locked is one that no clock of deadlines can take. */
  const overdue = async (): Promise<void> => {
    const id = await waiting();
    await admin.query('begin');
    await admin.query(`select * from orders.orders where id = '${id}' for update`);
    const other = new Client({ connectionString: addresses.database });
    await other.connect();
    await other.query(`update orders.deadlines set due_at = now() - interval '1 second' where order_id = '${id}'`);
    await other.end();
    await isAt('orders_unsettled_overdue', { step: 'AwaitingPaymentMethod' }, () => Promise.resolve(1));
    await admin.query('rollback');
    await admin.query(`update orders.deadlines set due_at = now() + interval '1 hour' where order_id = '${id}'`);
    await isAt('orders_unsettled_overdue', { step: 'AwaitingPaymentMethod' }, () => Promise.resolve(0));
  };

  return {
    orders_unsettled_oldest_seconds: abandonment,
    orders_unsettled_overdue: overdue,
  };
};
