import { refuse } from '@oms/kernel';
import type { Patience } from '../domain/checkout/checkout';
import { place } from '../domain/checkout/purchase';
import { type Item, priceItems, type PricingRefusal } from '../domain/order/lines';
import type { Address, Contact, CustomerId, PaymentMethod } from '../domain/order/values';
import type { Cause } from './cause';
import type { Identifiers } from './ports/identifiers';
import type { Answer, Orders } from './ports/orders';
import type { Viewer } from './viewer';

export interface CreateOrder {
  readonly viewer: Viewer;
  readonly idempotencyKey: string | undefined;
  readonly cause: Cause;
  readonly input: {
    /** Undefined: the caller's own. */
    readonly customerId: CustomerId | undefined;
    readonly items: readonly Item[];
    readonly contact: Contact;
    readonly shippingAddress: Address;
    readonly payment: PaymentMethod | null;
  };
}

export type CreateOrderRefusal =
  { readonly code: 'NOT_AN_OPERATOR' } | { readonly code: 'NOT_PRICED'; readonly refusals: readonly PricingRefusal[] };

interface Parts {
  readonly orders: Orders;
  readonly identifiers: Identifiers;
  readonly patience: Patience;
  readonly pause: (ms: number) => Promise<void>;
}

/** The price book follows the catalogue by events, usually within milliseconds. */
const PRICE_BOOK_LAG_MS = 500;
const PRICE_BOOK_READS_MAX = 5;

const namesAnUnknownProduct = (answer: Answer<CreateOrderRefusal>): boolean =>
  answer.kind === 'Refused' &&
  answer.refusal.code === 'NOT_PRICED' &&
  answer.refusal.refusals.some(({ code }) => code === 'UNKNOWN_PRODUCT');

/** Whoever has just added a product may order it: an unknown one is looked up again before the order is refused. */
const allowingForLag = async (
  attempt: () => Promise<Answer<CreateOrderRefusal>>,
  pause: Parts['pause'],
): Promise<Answer<CreateOrderRefusal>> => {
  let answer = await attempt();
  for (let reads = 1; reads < PRICE_BOOK_READS_MAX && namesAnUnknownProduct(answer); reads += 1) {
    await pause(PRICE_BOOK_LAG_MS / (PRICE_BOOK_READS_MAX - 1));
    answer = await attempt();
  }
  return answer;
};

/** Captures an order at the price book's prices; the saga starts with its OrderCreated. */
export const createOrder =
  ({ orders, identifiers, patience, pause }: Parts) =>
  async ({ viewer, idempotencyKey, cause, input }: CreateOrder): Promise<Answer<CreateOrderRefusal>> => {
    if (input.customerId !== undefined && !viewer.operates) {
      return { kind: 'Refused', refusal: { code: 'NOT_AN_OPERATOR' } };
    }
    const request = { operation: 'createOrder', caller: viewer.id, idempotencyKey, input, cause };
    const skus = [...new Set(input.items.map(({ sku }) => sku))];
    const attempt = (): Promise<Answer<CreateOrderRefusal>> =>
      orders.place(request, skus, (prices, now) => {
        const pricing = priceItems(input.items, prices);
        if (!pricing.priced) return refuse({ code: 'NOT_PRICED', refusals: pricing.refusals });
        const placement = {
          id: identifiers.newOrderId(),
          number: identifiers.newOrderNumber(),
          customerId: input.customerId ?? viewer.id,
          source: 'API' as const,
          lines: pricing.lines,
          contact: input.contact,
          shippingAddress: input.shippingAddress,
          paymentMethodGiven: input.payment !== null,
        };
        return place(placement, input.payment, { now, patience });
      });
    return allowingForLag(attempt, pause);
  };
