import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OrderEvent } from '../../domain/order/events';
import type { PlacedOrder } from '../../domain/order/order';
import { aGoodCard, twoTeas } from '../../domain/testing/fixtures';
import { toNewEvents } from './event-mapping';

const FIXTURES = join(__dirname, '../../../../../packages/contracts/fixtures');

const sampleOf = (type: string): unknown => {
  const event = JSON.parse(readFileSync(join(FIXTURES, `${type}.json`), 'utf8')) as { readonly data: unknown };
  return event.data;
};

const order: PlacedOrder = { ...twoTeas, status: 'PENDING' };
const outOfStock = { code: 'OUT_OF_STOCK', message: 'TEA-GREEN: 2 asked for, 1 available.' } as const;

/** One event of every type, as the frozen samples have them. */
const events: readonly OrderEvent[] = [
  { type: 'OrderCreated', ...twoTeas },
  { type: 'PaymentRequested', attempt: 1, method: aGoodCard },
  { type: 'OrderPaid' },
  { type: 'ShipmentRequested' },
  { type: 'OrderCancelled', from: 'PAID', reason: 'Ordered twice.' },
  { type: 'OrderFailed', failure: outOfStock },
];

const causation = { correlationId: 'a-correlation' };

describe('what orders publishes', () => {
  it.each(events)('$type is what the contract’s frozen sample shows', (event) => {
    const [published] = toNewEvents(order, 0, [{ event, causation }]);
    expect(published?.data).toEqual(sampleOf(published?.contract.type ?? ''));
  });

  it('is numbered on from the version before', () => {
    const published = toNewEvents(
      order,
      2,
      events.slice(2, 4).map((event) => ({ event, causation })),
    );
    expect(published.map(({ sequence }) => sequence)).toEqual([3, 4]);
  });
});
