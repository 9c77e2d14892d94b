import { refuse, type Refused } from '@oms/kernel';
import type { OrderCommand } from '../order/commands';
import type { OrderEvent, Placement } from '../order/events';
import { orderDecider, type OrderRefusal, type PlacedOrder } from '../order/order';
import type { PaymentMethod } from '../order/values';
import { beginCheckout, type Checkout, type CheckoutInput, type Terms } from './checkout';
import { type Ignored, moveFor } from './moves';

/** An order and the saga that settles it: decided, locked and stored as one. */
export interface Purchase {
  readonly order: PlacedOrder;
  readonly checkout: Checkout;
}

export interface Advanced {
  readonly accepted: true;
  readonly purchase: Purchase;
  readonly events: readonly OrderEvent[];
}

interface Ordered {
  readonly order: PlacedOrder;
  readonly events: readonly OrderEvent[];
}

/** The saga only asks for what the state machine allows; a refusal here is a fault in the table. */
const obey = ({ order, events }: Ordered, command: OrderCommand): Ordered => {
  const decision = orderDecider.decide(command, order);
  if (!decision.accepted) throw new Error(`The saga asked order ${order.id} to ${command.type}: ${decision.refusal}`);
  const after = decision.events.reduce(orderDecider.evolve, order);
  if (after.status === 'UNPLACED') throw new Error(`Order ${order.id} was unplaced`);
  return { order: after, events: [...events, ...decision.events] };
};

export const place = (placement: Placement, method: PaymentMethod | null, terms: Terms): Advanced => {
  const created: OrderEvent = { type: 'OrderCreated', ...placement };
  const order = orderDecider.evolve(orderDecider.initial, created);
  if (order.status === 'UNPLACED') throw new Error(`Order ${placement.id} was not placed`);
  return { accepted: true, purchase: { order, checkout: beginCheckout(method, terms) }, events: [created] };
};

/** What an input makes of a purchase. Deciding twice from the same state gives the same answer. */
export const advance = ({ order, checkout }: Purchase, input: CheckoutInput, terms: Terms): Advanced | Ignored => {
  const move = moveFor(checkout, input, terms);
  if ('ignored' in move) return move;
  const after = move.commands.reduce<Ordered>(obey, { order, events: [] });
  return { accepted: true, purchase: { order: after.order, checkout: move.to }, events: after.events };
};

/** The customer's cancellation is one more input of the saga, if the state machine lets the order go there. */
export const cancel = (purchase: Purchase, reason: string | null, terms: Terms): Advanced | Refused<OrderRefusal> => {
  const decision = orderDecider.decide({ type: 'CancelOrder', reason }, purchase.order);
  if (!decision.accepted) return decision;
  const advanced = advance(purchase, { type: 'CancellationRequested', reason }, terms);
  return 'ignored' in advanced ? refuse('ORDER_NOT_CANCELLABLE') : advanced;
};
