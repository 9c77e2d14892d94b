import {
  isOf,
  productAdded,
  productUpdated,
  stockAdjusted,
  stockReleased,
  stockReplenished,
  stockReserved,
  type Envelope,
} from '@oms/contracts';
import type { LiveFeed } from '@oms/messaging';
import type { StockFeed } from '../../application/ports/stock-feed';

const ofOneProduct = [productAdded, productUpdated, stockReplenished, stockAdjusted];
const ofAnOrder = [stockReserved, stockReleased];

const skusOf = (event: Envelope): readonly string[] => {
  if (ofOneProduct.some((contract) => isOf(contract, event))) return [event.subject];
  const contract = ofAnOrder.find((each) => isOf(each, event));
  const parsed = contract?.data.safeParse(event.data);
  return parsed?.success === true ? parsed.data.lines.map(({ sku }) => sku) : [];
};

/** Notifies of what inventory publishes, so that each replica is notified of the changes of all others. */
export const natsStockFeed = (feed: Pick<LiveFeed, 'subscribe' | 'onGap'>): StockFeed => ({
  subscribe: ({ onChange, onGap }) => {
    const unsubscribes = [
      feed.subscribe((event) => {
        const skus = skusOf(event);
        if (skus.length > 0) onChange(skus);
      }),
      feed.onGap(onGap),
    ];
    return () => {
      for (const unsubscribe of unsubscribes) unsubscribe();
    };
  },
});
