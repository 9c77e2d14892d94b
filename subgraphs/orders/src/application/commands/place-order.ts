import { refuse, refused, unavailable, type ClientRequest, type NewId, type Outcome } from '@oms/kernel';
import type { CheckoutTimeouts } from '../../domain/checkout/checkout';
import { place } from '../../domain/checkout/order-process';
import { type Item, priceItems } from '../../domain/order/lines';
import type { PricingRefusal } from '../../domain/order/refusals';
import type { Address, Contact, CustomerId, PaymentMethod } from '../../domain/order/values';
import { operates } from '../access';
import type { CaughtUp } from '../ports/caught-up';
import type { OrderRepository } from '../ports/order-repository';
import type { OrderView } from '../ports/order-views';

export interface PlaceOrder {
  /** Undefined: the actor's own order. */
  readonly customerId?: CustomerId | undefined;
  readonly items: readonly Item[];
  readonly contact: Contact;
  readonly shippingAddress: Address;
  /** Null: the order waits for `payOrder`. */
  readonly payment: PaymentMethod | null;
}

export type PlaceOrderRefusal =
  { readonly code: 'NOT_AN_OPERATOR' } | { readonly code: 'NOT_PRICED'; readonly refusals: readonly PricingRefusal[] };

type PlaceOrderOutcome = Outcome<OrderView, PlaceOrderRefusal>;

interface Ports {
  readonly orders: OrderRepository;
  readonly newId: NewId;
  /** Short, and of so many that another order's number cannot be guessed. */
  readonly newOrderNumber: () => string;
  readonly timeouts: CheckoutTimeouts;
  /** By SKU, with the events of inventory, from which the price book is made. */
  readonly catalogueCaughtUp: CaughtUp;
}

const unknownProductsIn = (outcome: PlaceOrderOutcome): readonly string[] =>
  outcome.kind === 'Refused' && outcome.refusal.code === 'NOT_PRICED'
    ? outcome.refusal.refusals.flatMap((refusal) => (refusal.code === 'UNKNOWN_PRODUCT' ? [refusal.sku] : []))
    : [];

/** A product that was just added can be ordered: before it is refused as unknown, the price book catches up once. */
const allowingForLag = async (
  attempt: () => Promise<PlaceOrderOutcome>,
  catalogueCaughtUp: CaughtUp,
): Promise<PlaceOrderOutcome> => {
  const outcome = await attempt();
  const unknown = unknownProductsIn(outcome);
  if (unknown.length === 0) return outcome;
  if (await catalogueCaughtUp(unknown)) return attempt();
  return unavailable('The products of this order are not known yet; try again.');
};

/** Places an order at the price book's prices; the saga starts with its OrderCreated. */
export const placeOrder =
  ({ orders, newId, newOrderNumber, timeouts, catalogueCaughtUp }: Ports) =>
  async (command: PlaceOrder, request: ClientRequest): Promise<PlaceOrderOutcome> => {
    const { actor } = request;
    if (command.customerId !== undefined && !operates(actor)) return refused({ code: 'NOT_AN_OPERATOR' });
    const skus = [...new Set(command.items.map(({ sku }) => sku))];
    const attempt = (): Promise<PlaceOrderOutcome> =>
      orders.place({ ...request, operation: 'createOrder', command }, skus, (prices, now) => {
        const pricing = priceItems(command.items, prices);
        if (!pricing.priced) return refuse({ code: 'NOT_PRICED', refusals: pricing.refusals });
        const placement = {
          id: newId<'Order'>(),
          number: newOrderNumber(),
          customerId: command.customerId ?? (actor.id as CustomerId),
          source: 'API' as const,
          lines: pricing.lines,
          contact: command.contact,
          shippingAddress: command.shippingAddress,
          paymentMethodGiven: command.payment !== null,
        };
        return place(placement, command.payment, { now, timeouts });
      });
    return allowingForLag(attempt, catalogueCaughtUp);
  };
