import { randomUUID } from 'node:crypto';
import type { OrderSummary, DemoClient } from './demo-client';

/** ORDER_CONFIRMED, ORDER_CANCELLED and REFUND_ISSUED, each by e-mail and by text message. */
const NOTIFICATIONS_OF_CANCELLED = 6;
const DUPLICATES = 50;
const CONTENDING_ORDERS = 12;
const CONTENDED_STOCK = 4;

/** The result of a scenario; `isAsExpected: false` makes the demo fail. */
export interface ScenarioResult {
  /** The orders whose timelines are printed. */
  readonly orderIds: readonly string[];
  readonly isAsExpected: boolean;
  readonly remark?: string;
}

export interface Scenario {
  readonly title: string;
  readonly run: (client: DemoClient) => Promise<ScenarioResult>;
}

const sencha = [{ sku: 'TEA-SENCHA', quantity: 2 }];

const isSettled = ({ saga, notifications }: OrderSummary): boolean =>
  (saga.status === 'COMPLETED' || saga.status === 'COMPENSATED') &&
  notifications.length > 0 &&
  notifications.every(({ status }) => status !== 'QUEUED');

const settledAs = async (client: DemoClient, orderId: string, status: string): Promise<ScenarioResult> => {
  const order = await client.waitForOrder(orderId, isSettled);
  return { orderIds: [orderId], isAsExpected: order.status === status };
};

const paidWith = (card: string) => async (client: DemoClient) =>
  settledAs(client, await client.placeOrder({ items: sencha, card }), 'PAID');

const outOfStock = async (client: DemoClient): Promise<ScenarioResult> => {
  const items = [...sencha, { sku: 'KETTLE-IRON', quantity: 1_000 }];
  return settledAs(client, await client.placeOrder({ items, card: 'pm_card_visa' }), 'FAILED');
};

const declined = async (client: DemoClient): Promise<ScenarioResult> =>
  settledAs(
    client,
    await client.placeOrder({ items: sencha, card: 'pm_card_chargeDeclinedInsufficientFunds' }),
    'FAILED',
  );

const paidLater = async (client: DemoClient): Promise<ScenarioResult> => {
  const orderId = await client.placeOrder({ items: sencha });
  await client.waitForOrder(orderId, ({ payment }) => payment !== null);
  await client.payOrder(orderId, 'pm_card_chargeDeclined');
  await client.waitForOrder(orderId, ({ payment }) => payment?.attempts.length === 1);
  await client.payOrder(orderId, 'pm_card_visa');
  return settledAs(client, orderId, 'PAID');
};

const watchedLive = async (client: DemoClient): Promise<ScenarioResult> => {
  const orderId = await client.placeOrder({ items: sencha });
  await client.waitForOrder(orderId, ({ payment }) => payment !== null);
  const statuses: string[] = [];
  for await (const { to, order } of client.watchOrder(orderId)) {
    statuses.push(`${to} (payment ${String(order.payment?.status)}, stock ${String(order.reservation?.status)})`);
    if (to !== 'PENDING') break;
    await client.payOrder(orderId, 'pm_card_visa');
  }
  return {
    ...(await settledAs(client, orderId, 'PAID')),
    orderIds: [],
    remark: `received live: ${statuses.join(' → ')}`,
  };
};

const cancelled = async (client: DemoClient): Promise<ScenarioResult> => {
  const orderId = await client.placeOrder({ items: sencha, card: 'pm_card_visa' });
  await client.waitForOrder(orderId, ({ status }) => status === 'PAID');
  await client.cancelOrder(orderId);
  const isRefunded = (order: OrderSummary): boolean => order.payment?.status === 'REFUNDED';
  const isNotified = (order: OrderSummary): boolean =>
    order.notifications.length === NOTIFICATIONS_OF_CANCELLED && isSettled(order);
  const { status } = await client.waitForOrder(orderId, (order) => isRefunded(order) && isNotified(order));
  const again = await client.cancelOrder(orderId);
  const remark = `second cancellation: ${again.map(({ code }) => code).join() || 'no refusal'}`;
  return { orderIds: [orderId], isAsExpected: status === 'CANCELLED', remark };
};

const repeated = async (client: DemoClient): Promise<ScenarioResult> => {
  const order = { items: sencha, card: 'pm_card_visa', idempotencyKey: randomUUID() };
  const ids = new Set(await Promise.all(Array.from({ length: DUPLICATES }, () => client.placeOrder(order))));
  const [orderId = ''] = ids;
  const outcome = await settledAs(client, orderId, 'PAID');
  const remark = `${DUPLICATES.toString()} requests with one idempotency key created ${ids.size.toString()} order`;
  return { ...outcome, isAsExpected: outcome.isAsExpected && ids.size === 1, remark };
};

const contended = async (client: DemoClient): Promise<ScenarioResult> => {
  const sku = `TEA-DAY-${Date.now().toString(36).toUpperCase()}`;
  await client.addProduct(sku, CONTENDED_STOCK);
  const place = () => client.placeOrder({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa' });
  const orderIds = await Promise.all(Array.from({ length: CONTENDING_ORDERS }, place));
  const orders = await Promise.all(orderIds.map((orderId) => client.waitForOrder(orderId, isSettled)));
  const paid = orders.filter(({ status }) => status === 'PAID').length;
  const remark = `${CONTENDING_ORDERS.toString()} orders, ${CONTENDED_STOCK.toString()} in stock: ${paid.toString()} paid`;
  return { orderIds: [], isAsExpected: paid === CONTENDED_STOCK, remark };
};

const orderOfAnotherCustomer = async (client: DemoClient): Promise<ScenarioResult> => {
  const orderId = await client.placeOrder({ items: sencha, card: 'pm_card_visa' });
  const document = 'query OrderNumber($id: ID!) { order(id: $id) { number } }';
  const { order } = await client.request<{ order: unknown }>('otherCustomer', document, { id: orderId });
  return { orderIds: [], isAsExpected: order === null, remark: `another customer receives ${JSON.stringify(order)}` };
};

/** In the order in which the demo runs them. */
export const scenarios: readonly Scenario[] = [
  { title: 'A successful order', run: paidWith('pm_card_visa') },
  { title: 'Insufficient stock: nothing is reserved, nothing is charged', run: outOfStock },
  { title: 'The payment is declined: the stock is released', run: declined },
  { title: 'Paid later by payOrder, after a first card was declined', run: paidLater },
  {
    title: 'The provider charges and does not answer: its outcome is queried, and it charges once',
    run: paidWith('pm_sim_silent'),
  },
  { title: 'The provider charges and answers 500', run: paidWith('pm_sim_error_500') },
  { title: 'The provider reports the outcome by webhook only', run: paidWith('pm_sim_webhook_only') },
  { title: 'A subscription that joins three subgraphs', run: watchedLive },
  { title: 'Cancelled after the payment: refunded in full', run: cancelled },
  { title: 'Concurrent requests with one idempotency key', run: repeated },
  { title: 'More orders than stock', run: contended },
  { title: 'An order of another customer', run: orderOfAnotherCustomer },
];
