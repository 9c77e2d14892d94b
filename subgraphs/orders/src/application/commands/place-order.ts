import { refuse } from '@oms/kernel';
import type { Patience } from '../domain/checkout/checkout';
import { place } from '../domain/checkout/purchase';
import { type Item, priceItems, type PricingRefusal } from '../domain/order/lines';
import type { Address, Contact, CustomerId, PaymentMethod } from '../domain/order/values';
import type { Causation } from '@oms/kernel';
import type { Identifiers } from './ports/identifiers';
import type { Answer, Orders } from './ports/orders';
import type { PublisherLog } from './ports/publisher-log';
import type { Viewer } from './viewer';

export interface CreateOrder {
  readonly viewer: Viewer;
  readonly idempotencyKey: string | undefined;
  readonly causation: Causation;
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

/** `CatalogueBehind`: nothing was done, because orders cannot tell at the moment whether there is such a product. */
export type CreateOrderAnswer = Answer<CreateOrderRefusal> | { readonly kind: 'CatalogueBehind' };

interface Parts {
  readonly orders: Orders;
  readonly identifiers: Identifiers;
  readonly patience: Patience;
  /** Of inventory, whose events make the price book. */
  readonly catalogueLog: PublisherLog;
}

const unknownProductsIn = (answer: Answer<CreateOrderRefusal>): readonly string[] =>
  answer.kind === 'Refused' && answer.refusal.code === 'NOT_PRICED'
    ? answer.refusal.refusals.flatMap((refusal) => (refusal.code === 'UNKNOWN_PRODUCT' ? [refusal.sku] : []))
    : [];

/** Whoever has just added a product may order it: inventory is asked once before a product is called unknown. */
const allowingForLag = async (
  attempt: () => Promise<Answer<CreateOrderRefusal>>,
  catalogueLog: PublisherLog,
): Promise<CreateOrderAnswer> => {
  const answer = await attempt();
  const unknown = unknownProductsIn(answer);
  if (unknown.length === 0) return answer;
  return (await catalogueLog.caughtUp(unknown)) === 'behind' ? { kind: 'CatalogueBehind' } : attempt();
};

/** Captures an order at the price book's prices; the saga starts with its OrderCreated. */
export const createOrder =
  ({ orders, identifiers, patience, catalogueLog }: Parts) =>
  async ({ viewer, idempotencyKey, causation, input }: CreateOrder): Promise<CreateOrderAnswer> => {
    if (input.customerId !== undefined && !viewer.operates) {
      return { kind: 'Refused', refusal: { code: 'NOT_AN_OPERATOR' } };
    }
    const request = { operation: 'createOrder', caller: viewer.id, idempotencyKey, input, causation };
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
    return allowingForLag(attempt, catalogueLog);
  };
