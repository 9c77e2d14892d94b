import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Glance, Shop } from './shop';

/** Confirmed, cancelled and refunded, each by e-mail and text message. */
const NOTICES_OF_CANCELLED = 6;
const DUPLICATES = 50;
const RIVALS = 12;
const RIVALS_STOCK = 4;
const KNOWN_WITHIN_MS = 5_000;
const TRY_EVERY_MS = 50;

/** What has to be so at the end; false makes the demo fail. */
export interface Outcome {
  /** Whose timelines are shown. */
  readonly orderIds: readonly string[];
  readonly isAsPromised: boolean;
  readonly remark?: string;
}

export interface Story {
  readonly title: string;
  readonly play: (shop: Shop) => Promise<Outcome>;
}

const sencha = [{ sku: 'TEA-SENCHA', quantity: 2 }];

const isSettled = ({ saga, notifications }: Glance): boolean =>
  (saga.status === 'COMPLETED' || saga.status === 'COMPENSATED') &&
  notifications.length > 0 &&
  notifications.every(({ status }) => status !== 'QUEUED');

const end = async (shop: Shop, orderId: string, status: string): Promise<Outcome> => {
  const order = await shop.until(orderId, isSettled);
  return { orderIds: [orderId], isAsPromised: order.status === status };
};

const paidWith = (card: string) => async (shop: Shop) => end(shop, await shop.place({ items: sencha, card }), 'PAID');

const outOfStock = async (shop: Shop): Promise<Outcome> => {
  const items = [...sencha, { sku: 'KETTLE-IRON', quantity: 1_000 }];
  return end(shop, await shop.place({ items, card: 'pm_card_visa' }), 'FAILED');
};

const declined = async (shop: Shop): Promise<Outcome> =>
  end(shop, await shop.place({ items: sencha, card: 'pm_card_chargeDeclinedInsufficientFunds' }), 'FAILED');

const paidLater = async (shop: Shop): Promise<Outcome> => {
  const orderId = await shop.place({ items: sencha });
  await shop.until(orderId, ({ payment }) => payment !== null);
  await shop.pay(orderId, 'pm_card_chargeDeclined');
  await shop.until(orderId, ({ payment }) => payment?.attempts.length === 1);
  await shop.pay(orderId, 'pm_card_visa');
  return end(shop, orderId, 'PAID');
};

const watched = async (shop: Shop): Promise<Outcome> => {
  const orderId = await shop.place({ items: sencha });
  await shop.until(orderId, ({ payment }) => payment !== null);
  const seen: string[] = [];
  for await (const { to, order } of shop.watch(orderId)) {
    seen.push(`${to} (payment ${String(order.payment?.status)}, stock ${String(order.reservation?.status)})`);
    if (to !== 'PENDING') break;
    await shop.pay(orderId, 'pm_card_visa');
  }
  return { ...(await end(shop, orderId, 'PAID')), orderIds: [], remark: `seen live: ${seen.join(' → ')}` };
};

const cancelled = async (shop: Shop): Promise<Outcome> => {
  const orderId = await shop.place({ items: sencha, card: 'pm_card_visa' });
  await shop.until(orderId, ({ status }) => status === 'PAID');
  await shop.cancel(orderId);
  const isRefunded = (order: Glance): boolean => order.payment?.status === 'REFUNDED';
  const isTold = (order: Glance): boolean => order.notifications.length === NOTICES_OF_CANCELLED && isSettled(order);
  const { status } = await shop.until(orderId, (order) => isRefunded(order) && isTold(order));
  const again = await shop.cancel(orderId);
  const remark = `cancelled a second time: ${again.map(({ code }) => code).join() || 'no refusal'}`;
  return { orderIds: [orderId], isAsPromised: status === 'CANCELLED', remark };
};

const repeated = async (shop: Shop): Promise<Outcome> => {
  const order = { items: sencha, card: 'pm_card_visa', idempotencyKey: randomUUID() };
  const ids = new Set(await Promise.all(Array.from({ length: DUPLICATES }, () => shop.place(order))));
  const [orderId = ''] = ids;
  const outcome = await end(shop, orderId, 'PAID');
  const remark = `${DUPLICATES.toString()} requests with one key made ${ids.size.toString()} order`;
  return { ...outcome, isAsPromised: outcome.isAsPromised && ids.size === 1, remark };
};

/** Orders hears of a new product by an event, so the first order of it may be a moment too early. */
const untilKnown = async (place: () => Promise<string>): Promise<string> => {
  const giveUpAt = Date.now() + KNOWN_WITHIN_MS;
  for (;;) {
    try {
      return await place();
    } catch (error) {
      if (Date.now() > giveUpAt || !String(error).includes('UNKNOWN_PRODUCT')) throw error;
      await delay(TRY_EVERY_MS);
    }
  }
};

const contested = async (shop: Shop): Promise<Outcome> => {
  const sku = `TEA-DAY-${Date.now().toString(36).toUpperCase()}`;
  await shop.addProduct(sku, RIVALS_STOCK);
  const place = () => shop.place({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa' });
  const first = await untilKnown(place);
  const orderIds = [first, ...(await Promise.all(Array.from({ length: RIVALS - 1 }, place)))];
  const orders = await Promise.all(orderIds.map((orderId) => shop.until(orderId, isSettled)));
  const paid = orders.filter(({ status }) => status === 'PAID').length;
  const remark = `${RIVALS.toString()} customers, ${RIVALS_STOCK.toString()} in stock: ${paid.toString()} paid`;
  return { orderIds: [], isAsPromised: paid === RIVALS_STOCK, remark };
};

const secret = async (shop: Shop): Promise<Outcome> => {
  const orderId = await shop.place({ items: sencha, card: 'pm_card_visa' });
  const document = 'query Peek($id: ID!) { order(id: $id) { number } }';
  const { order } = await shop.ask<{ order: unknown }>('otherCustomer', document, { id: orderId });
  return { orderIds: [], isAsPromised: order === null, remark: `to somebody else it is ${JSON.stringify(order)}` };
};

/** The stories of an order, in the order in which they are told. */
export const stories: readonly Story[] = [
  { title: 'An order goes through', play: paidWith('pm_card_visa') },
  { title: 'Not enough in stock: nothing is reserved, nothing charged', play: outOfStock },
  { title: 'The payment is declined: the stock is released', play: declined },
  { title: 'Paid later, after a first card was declined', play: paidLater },
  { title: 'The provider charges and never answers: it is asked, and charges once', play: paidWith('pm_sim_silent') },
  { title: 'The provider charges and answers 500', play: paidWith('pm_sim_error_500') },
  { title: 'The provider answers by webhook only', play: paidWith('pm_sim_webhook_only') },
  { title: 'Watched live, joined from three subgraphs', play: watched },
  { title: 'Cancelled after it was paid: refunded in full', play: cancelled },
  { title: 'The same request many times at once', play: repeated },
  { title: 'More customers than goods', play: contested },
  { title: 'Somebody else’s order', play: secret },
];
