import { specify } from '@oms/testing';
import { aGoodCard, twoTeas } from '../testing/fixtures';
import type { OrderEvent } from './events';
import { type Order, orderDecider, type PlacedOrder } from './order';
import { mayBecome, nextStatuses, type OrderStatus, orderStatuses as statuses } from './status';

const { given } = specify(orderDecider);

const created: OrderEvent = { type: 'OrderCreated', ...twoTeas };
const paid: OrderEvent = { type: 'OrderPaid' };
const declined = { code: 'PAYMENT_DECLINED', message: 'The payment was declined.' } as const;
const failed: OrderEvent = { type: 'OrderFailed', failure: declined };
const cancelled: OrderEvent = { type: 'OrderCancelled', from: 'PENDING', reason: 'Changed my mind' };

describe('an order', () => {
  it('is placed once, however often the command arrives', () => {
    given()
      .when({ type: 'PlaceOrder', ...twoTeas })
      .then(created);
    given(created)
      .when({ type: 'PlaceOrder', ...twoTeas })
      .thenNothing();
  });

  it('is PENDING once placed, and carries what was ordered', () => {
    given()
      .when({ type: 'PlaceOrder', ...twoTeas })
      .thenState({ ...twoTeas, status: 'PENDING' });
  });

  it('must be placed before anything else', () => {
    given().when({ type: 'ConfirmPayment' }).thenRefused('ORDER_NOT_PLACED');
  });

  it('requests its payment without changing its status', () => {
    given(created)
      .when({ type: 'RequestPayment', attempt: 1, method: aGoodCard })
      .thenState({ ...twoTeas, status: 'PENDING' });
  });

  it('is PAID once the payment is confirmed, and only once', () => {
    given(created).when({ type: 'ConfirmPayment' }).then(paid);
    given(created, paid).when({ type: 'ConfirmPayment' }).thenRefused('ORDER_NOT_PENDING');
  });

  it('is shipped only when paid', () => {
    given(created).when({ type: 'RequestShipment' }).thenRefused('ORDER_NOT_PAID');
    given(created, paid).when({ type: 'RequestShipment' }).then({ type: 'ShipmentRequested' });
  });

  it('keeps the reason of its failure', () => {
    given(created)
      .when({ type: 'FailOrder', failure: declined })
      .thenState({ ...twoTeas, status: 'FAILED', failure: declined });
  });

  it('cannot fail once paid', () => {
    given(created, paid).when({ type: 'FailOrder', failure: declined }).thenRefused('ORDER_NOT_PENDING');
  });

  it('records the status from which it was cancelled', () => {
    given(created).when({ type: 'CancelOrder', reason: 'Changed my mind' }).then(cancelled);
    given(created, paid)
      .when({ type: 'CancelOrder', reason: null })
      .then({ type: 'OrderCancelled', from: 'PAID', reason: null });
  });

  it('stays as it is once it is final', () => {
    given(created, cancelled).when({ type: 'CancelOrder', reason: null }).thenRefused('ORDER_NOT_CANCELLABLE');
    given(created, failed).when({ type: 'CancelOrder', reason: null }).thenRefused('ORDER_NOT_CANCELLABLE');
    given(created, cancelled).when({ type: 'ConfirmPayment' }).thenRefused('ORDER_NOT_PENDING');
  });

  it('has no history without a beginning', () => {
    expect(() => orderDecider.evolve(orderDecider.initial, paid)).toThrow('OrderPaid before OrderCreated');
  });
});

/** The state machine: a row is the status before, a `+` means that the column's status may follow. */
const legal: Record<OrderStatus, string> = {
  //           PPPSDCF
  PENDING: /*   */ '.+...++',
  PAID: /*      */ '..+..+.',
  PROCESSING: /**/ '...+...',
  SHIPPED: /*   */ '....+..',
  DELIVERED: /* */ '.......',
  CANCELLED: /* */ '.......',
  FAILED: /*    */ '.......',
};

const inStatus = (status: OrderStatus): PlacedOrder => {
  if (status === 'CANCELLED') return { ...twoTeas, status, reason: null };
  if (status === 'FAILED') return { ...twoTeas, status, failure: declined };
  return { ...twoTeas, status };
};

const becomes = (order: Order, type: 'ConfirmPayment' | 'CancelOrder' | 'FailOrder'): boolean => {
  if (type === 'CancelOrder') return orderDecider.decide({ type, reason: null }, order).accepted;
  if (type === 'FailOrder') return orderDecider.decide({ type, failure: declined }, order).accepted;
  return orderDecider.decide({ type }, order).accepted;
};

describe('the state machine', () => {
  const pairs = statuses.flatMap((from) =>
    statuses.map((to, column) => ({ from, to, may: legal[from][column] === '+' })),
  );

  it.each(pairs)('from $from to $to: $may', ({ from, to, may }) => {
    expect(mayBecome(from, to)).toBe(may);
    expect(nextStatuses(from).includes(to)).toBe(may);
  });

  it.each(pairs.filter(({ to }) => to === 'PAID'))('lets a payment be confirmed from $from: $may', ({ from, may }) => {
    expect(becomes(inStatus(from), 'ConfirmPayment')).toBe(may);
  });

  it.each(pairs.filter(({ to }) => to === 'CANCELLED'))(
    'lets an order be cancelled from $from: $may',
    ({ from, may }) => {
      expect(becomes(inStatus(from), 'CancelOrder')).toBe(may);
    },
  );

  it.each(pairs.filter(({ to }) => to === 'FAILED'))('lets an order fail from $from: $may', ({ from, may }) => {
    expect(becomes(inStatus(from), 'FailOrder')).toBe(may);
  });
});
