import { Pool } from 'undici';

export interface Addresses {
  readonly gateway: string;
  readonly tokens: Readonly<Record<'customer' | 'operator', string>>;
}

interface Response<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string }[];
}

export interface OrdersClient {
  request<Data>(caller: 'customer' | 'operator', query: string, variables?: Record<string, unknown>): Promise<Data>;
  close(): Promise<void>;
}

const CONNECTIONS = 64;

export const ordersClient = ({ gateway, tokens }: Addresses): OrdersClient => {
  const { origin, pathname } = new URL(gateway);
  const pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1 });
  return {
    request: async <Data>(caller: 'customer' | 'operator', query: string, variables?: Record<string, unknown>) => {
      const response = await pool.request({
        path: pathname,
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens[caller]}` },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.body.json()) as Response<Data>;
      if (errors !== undefined || data === null || data === undefined) throw new Error(JSON.stringify(errors));
      return data;
    },
    close: () => pool.close(),
  };
};

interface CreateOrder {
  readonly createOrder: { readonly order: { readonly id: string } | null; readonly userErrors: readonly object[] };
}

const createOrderDocument = /* GraphQL */ `
  mutation CreateOrder($input: CreateOrderInput!) {
    createOrder(input: $input) {
      order {
        id
      }
      userErrors {
        field
        code
        message
      }
    }
  }
`;

const addProductDocument = /* GraphQL */ `
  mutation AddProduct($input: AddProductInput!) {
    addProduct(input: $input) {
      userErrors {
        code
        message
      }
    }
  }
`;

const PRODUCTS = 50;
const UNLIMITED_STOCK = 1_000_000_000;

/** Two lines of fifty products with unlimited stock; the n-th order has the n-th pair. */
const twoLines = (run: string, n: number): readonly { readonly sku: string; readonly quantity: number }[] =>
  [n % PRODUCTS, (n * 7 + 3) % PRODUCTS].map((index) => ({ sku: `BENCH-${run}-${index.toString()}`, quantity: 1 }));

export const addProducts = async (client: OrdersClient, run: string): Promise<void> => {
  for (let index = 0; index < PRODUCTS; index += 1)
    await client.request('operator', addProductDocument, {
      input: {
        sku: `BENCH-${run}-${index.toString()}`,
        name: `Bench product ${index.toString()}`,
        unitPrice: { amount: '12.50', currencyCode: 'USD' },
        onHand: UNLIMITED_STOCK,
      },
    });
};

/** Returns the order's id. @throws when the order is refused. */
export const placeOrder = async (client: OrdersClient, run: string, n: number): Promise<string> => {
  const { createOrder } = await client.request<CreateOrder>('customer', createOrderDocument, {
    input: {
      idempotencyKey: `${run}-${n.toString()}`,
      items: twoLines(run, n),
      contact: { email: 'bench@example.com' },
      shippingAddress: { name: 'Bench', line1: '1 Loop', city: 'London', postalCode: 'N1', countryCode: 'GB' },
      payment: { type: 'CARD', token: 'pm_card_visa' },
    },
  });
  if (createOrder.order === null) throw new Error(JSON.stringify(createOrder.userErrors));
  return createOrder.order.id;
};
