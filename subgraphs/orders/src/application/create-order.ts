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
}

/** Captures an order at the price book's prices; the saga starts with its OrderCreated. */
export const createOrder =
  ({ orders, identifiers, patience }: Parts) =>
  async ({ viewer, idempotencyKey, cause, input }: CreateOrder): Promise<Answer<CreateOrderRefusal>> => {
    if (input.customerId !== undefined && !viewer.operates) {
      return { kind: 'Refused', refusal: { code: 'NOT_AN_OPERATOR' } };
    }
    const request = { operation: 'createOrder', caller: viewer.id, idempotencyKey, input, cause };
    const skus = [...new Set(input.items.map(({ sku }) => sku))];
    return orders.place<CreateOrderRefusal>(request, skus, (prices, now) => {
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
  };
