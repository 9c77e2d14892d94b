import {
  paymentCaptured,
  paymentFailed,
  paymentMethodProvided,
  paymentRefunded,
  paymentRequested,
  productAdded,
  stockRejected,
  stockReleased,
  stockReserved,
} from '@oms/contracts';
import { newId } from '@oms/database';
import { eventually } from '@oms/testing';
import type { ServedOrders } from './served-orders';

export const create = /* GraphQL */ `
  mutation Create($input: CreateOrderInput!) {
    createOrder(input: $input) {
      order {
        id
        number
        status
        version
        total {
          amount
          currencyCode
        }
        items {
          quantity
          unitPrice {
            amount
          }
          product {
            sku
          }
        }
        history {
          from
          to
        }
        events {
          type
        }
        nextStatuses
      }
      userErrors {
        field
        code
        message
      }
    }
  }
`;

export const cancel = /* GraphQL */ `
  mutation Cancel($input: CancelOrderInput!) {
    cancelOrder(input: $input) {
      order {
        status
        version
        history {
          to
        }
      }
      userErrors {
        field
        code
      }
    }
  }
`;

const read = /* GraphQL */ `
  query Read($id: ID!) {
    order(id: $id) {
      status
      version
      failure {
        code
      }
      history {
        from
        to
        reason
      }
      events {
        type
        sequence
        payload
      }
    }
  }
`;

export const operatorReads = /* GraphQL */ `
  query Read($id: ID!) {
    order(id: $id) {
      saga {
        status
        deadline
        steps {
          name
          status
          detail
        }
      }
    }
  }
`;

export const watchOne = /* GraphQL */ `
  subscription Watch($orderId: ID!) {
    orderStatusChanged(orderId: $orderId) {
      from
      to
      reason
      order {
        status
        version
      }
    }
  }
`;

export const twoTeas = {
  items: [{ sku: 'TEA-GREEN', quantity: 2 }],
  contact: { email: 'ada@example.com' },
  shippingAddress: {
    name: 'Ada',
    line1: '12 St James Square',
    city: 'London',
    postalCode: 'SW1Y 4JH',
    countryCode: 'GB',
  },
  payment: { type: 'CARD', token: 'pm_card_visa' },
};

export interface Created {
  readonly order: Record<string, unknown> & { readonly id: string };
  readonly userErrors: readonly { readonly field: readonly string[]; readonly code: string }[];
}

/** Consumers are set up meanwhile. */
const START_WITHIN_MS = 30_000;

const money = { amountMinor: '2500', currency: 'USD' };
const lines = [{ sku: 'TEA-GREEN', quantity: 2 }];

/** What inventory and payments say, by contract. */
export const otherContexts = ({ say, said }: ServedOrders) => ({
  addProduct: (sku: string, changes: { active?: boolean; currency?: string } = {}) =>
    say({
      contract: productAdded,
      subject: sku,
      data: {
        sku,
        name: `Name of ${sku}`,
        unitPrice: { amountMinor: '1250', currency: changes.currency ?? 'USD' },
        active: changes.active ?? true,
        onHand: 100,
        reorderPoint: 0,
        reorderQuantity: 0,
      },
    }),
  reserve: (orderId: string) => say({ contract: stockReserved, orderId, data: { orderId, lines } }),
  reject: (orderId: string) =>
    say({
      contract: stockRejected,
      orderId,
      data: { orderId, shortages: [{ sku: 'TEA-GREEN', requested: 2, available: 1 }] },
    }),
  release: (orderId: string) => say({ contract: stockReleased, orderId, sequence: 2, data: { orderId, lines } }),
  holdMethod: (orderId: string, paymentId: string) =>
    say({
      contract: paymentMethodProvided,
      orderId,
      subject: paymentId,
      data: { orderId, paymentId, methodType: 'CARD' },
    }),
  /** As payments does: not before it was asked to. Streams are not ordered among each other. */
  capture: async (orderId: string) => {
    await eventually(() => {
      expect(said(orderId).map(({ type }) => type)).toContain(paymentRequested.type);
    });
    return say({
      contract: paymentCaptured,
      orderId,
      data: {
        orderId,
        paymentId: newId(),
        attempt: 1,
        amount: money,
        provider: 'simulator',
        providerReference: 'pi_1',
      },
    });
  },
  decline: (orderId: string, paymentId: string) =>
    say({
      contract: paymentFailed,
      orderId,
      subject: paymentId,
      sequence: 2,
      data: { orderId, paymentId, attempt: 1, code: 'PAYMENT_DECLINED', message: 'The card was declined.' },
    }),
  refund: (orderId: string) =>
    say({
      contract: paymentRefunded,
      orderId,
      data: { orderId, paymentId: newId(), refundId: newId(), amount: money, refundedTotal: money, full: true },
    }),
});

/** What customers do through the API, each under a name of their own. */
export const customers = (orders: ServedOrders) => {
  const createAs = async (who: string, input: object = twoTeas): Promise<Created> => {
    const { data, errors } = await orders.ask(who, create, { input });
    expect(errors).toBeUndefined();
    return data?.['createOrder'] as Created;
  };
  const place = async (who: string, input: object = twoTeas): Promise<string> => {
    const { order, userErrors } = await createAs(who, input);
    expect(userErrors).toEqual([]);
    return order.id;
  };
  const readAs = async (who: string, id: string): Promise<Record<string, unknown> | null> =>
    (await orders.ask(who, read, { id })).data?.['order'] as Record<string, unknown> | null;
  const becomes = (id: string, expected: object) =>
    eventually(async () => {
      expect(await readAs('olga', id)).toMatchObject(expected);
    });
  return { createAs, place, readAs, becomes };
};

/** A catalogue, and orders that has heard of it. */
export const openShop = async (orders: ServedOrders): Promise<void> => {
  const { addProduct } = otherContexts(orders);
  await addProduct('TEA-GREEN');
  await addProduct('OLD-TEA', { active: false });
  await addProduct('MATCHA', { currency: 'JPY' });
  await eventually(
    async () => {
      const { userErrors } = await customers(orders).createAs('somebody', {
        ...twoTeas,
        items: [{ sku: 'MATCHA', quantity: 1 }],
      });
      expect(userErrors).toEqual([]);
    },
    { withinMs: START_WITHIN_MS },
  );
};
