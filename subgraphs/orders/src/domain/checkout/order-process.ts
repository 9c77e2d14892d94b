import { refuse, type Refused } from '@oms/kernel';
import type { OrderCommand } from '../order/commands';
import type { OrderEvent, Placement } from '../order/events';
import { orderDecider, type PlacedOrder } from '../order/order';
import type { OrderRefusal } from '../order/refusals';
import type { PaymentMethod } from '../order/values';
import { beginCheckout, type Checkout, type CheckoutInput, type Timing } from './checkout';
import { type Ignored, transitionFor } from './transitions';

/** An order and the saga that settles it: decided upon, locked and stored as one. */
export interface OrderProcess {
  readonly order: PlacedOrder;
  readonly checkout: Checkout;
}

export interface Advanced {
  readonly accepted: true;
  readonly after: OrderProcess;
  readonly events: readonly OrderEvent[];
}

interface Changed {
  readonly order: PlacedOrder;
  readonly events: readonly OrderEvent[];
}

/** The saga sends only commands that the state machine accepts; a refusal here is a fault in the table of transitions. */
const applyCommand = ({ order, events }: Changed, command: OrderCommand): Changed => {
  const decision = orderDecider.decide(command, order);
  if (!decision.accepted) throw new Error(`Order ${order.id} refused ${command.type}: ${decision.refusal}`);
  const after = decision.events.reduce(orderDecider.evolve, order);
  if (after.status === 'UNPLACED') throw new Error(`Order ${order.id} was unplaced`);
  return { order: after, events: [...events, ...decision.events] };
};

export const place = (placement: Placement, method: PaymentMethod | null, timing: Timing): Advanced => {
  const created: OrderEvent = { type: 'OrderCreated', ...placement };
  const order = orderDecider.evolve(orderDecider.initial, created);
  if (order.status === 'UNPLACED') throw new Error(`Order ${placement.id} was not placed`);
  return { accepted: true, after: { order, checkout: beginCheckout(method, timing) }, events: [created] };
};

/** What an input leads to. Deciding twice from the same state gives the same result. */
export const advance = (
  { order, checkout }: OrderProcess,
  input: CheckoutInput,
  timing: Timing,
): Advanced | Ignored => {
  const transition = transitionFor(checkout, input, timing);
  if ('ignored' in transition) return transition;
  const changed = transition.commands.reduce<Changed>(applyCommand, { order, events: [] });
  return { accepted: true, after: { order: changed.order, checkout: transition.to }, events: changed.events };
};

/** The customer's cancellation is one more input of the saga, if the state machine allows the order to be cancelled. */
export const cancel = (
  before: OrderProcess,
  reason: string | null,
  timing: Timing,
): Advanced | Refused<OrderRefusal> => {
  const decision = orderDecider.decide({ type: 'CancelOrder', reason }, before.order);
  if (!decision.accepted) return decision;
  const advanced = advance(before, { type: 'CancellationRequested', reason }, timing);
  return 'ignored' in advanced ? refuse('ORDER_NOT_CANCELLABLE') : advanced;
};
