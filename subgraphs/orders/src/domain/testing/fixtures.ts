import type { Id } from '@oms/kernel';
import type { CheckoutTimeouts, Timing } from '../checkout/checkout';
import type { Placement } from '../order/events';
import type { CustomerId, PaymentMethod, Sku } from '../order/values';

/** Data with meaning for the tests of this context. */
export const tea = 'TEA-GREEN' as Sku;
export const pot = 'TEAPOT' as Sku;

export const twoTeas: Placement = {
  id: '0192f0c1-7a10-7000-8000-000000000001' as Id<'Order'>,
  number: '7K2M-9QXD',
  customerId: 'ada' as CustomerId,
  source: 'API',
  lines: [{ sku: tea, quantity: 2, name: 'Green tea, 100 g', unitPrice: { amountMinor: 1250n, currency: 'USD' } }],
  contact: { email: 'ada@example.com', phone: null },
  shippingAddress: {
    name: 'Ada Lovelace',
    line1: '12 St James Square',
    line2: null,
    city: 'London',
    region: null,
    postalCode: 'SW1Y 4JH',
    countryCode: 'GB',
  },
  paymentMethodGiven: true,
};

export const aGoodCard: PaymentMethod = { type: 'CARD', token: 'pm_card_visa' };

export const timeouts: CheckoutTimeouts = { reservationMs: 30_000, paymentMethodMs: 900_000, paymentMs: 120_000 };

/** When the tests begin: 2026-11-21, 12:00 UTC. */
export const noon = 1_795_262_400000;

export const atNoon: Timing = { now: noon, timeouts };
