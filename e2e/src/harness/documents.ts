/** One order with fields of all four subgraphs. */
export const orderDocument = /* GraphQL */ `
  query Order($id: ID!) {
    order(id: $id) {
      id
      number
      status
      version
      failure {
        code
        message
      }
      total {
        amount
        currencyCode
      }
      items {
        name
        quantity
        product {
          sku
          stock {
            available
          }
        }
        lineTotal {
          amount
        }
      }
      reservation {
        status
        lines {
          quantity
          product {
            sku
          }
        }
      }
      payment {
        id
        status
        amount {
          amount
          currencyCode
        }
        refundedAmount {
          amount
        }
        providerReference
        attempts {
          outcome
        }
      }
      notifications {
        channel
        type
        recipient
        status
      }
      nextStatuses
      history {
        from
        to
      }
      events {
        type
        sequence
        correlationId
        causationId
      }
    }
  }
`;

export interface OrderView {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly version: number;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly total: { readonly amount: string; readonly currencyCode: string };
  readonly items: readonly {
    readonly name: string;
    readonly quantity: number;
    readonly product: { readonly sku: string; readonly stock: { readonly available: number } };
    readonly lineTotal: { readonly amount: string };
  }[];
  readonly reservation: {
    readonly status: string;
    readonly lines: readonly { readonly quantity: number; readonly product: { readonly sku: string } }[];
  } | null;
  readonly payment: {
    readonly id: string;
    readonly status: string;
    readonly amount: { readonly amount: string; readonly currencyCode: string };
    readonly refundedAmount: { readonly amount: string };
    readonly providerReference: string | null;
    readonly attempts: readonly { readonly outcome: string }[];
  } | null;
  readonly notifications: readonly {
    readonly channel: string;
    readonly type: string;
    readonly recipient: string;
    readonly status: string;
  }[];
  readonly nextStatuses: readonly string[];
  readonly history: readonly { readonly from: string | null; readonly to: string }[];
  readonly events: readonly {
    readonly type: string;
    readonly sequence: number;
    readonly correlationId: string;
    readonly causationId: string | null;
  }[];
}

export interface UserErrorView {
  readonly field: readonly string[] | null;
  readonly code: string;
  readonly message: string;
}

export const createOrderDocument = /* GraphQL */ `
  mutation CreateOrder($input: CreateOrderInput!) {
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
      }
      userErrors {
        field
        code
        message
      }
    }
  }
`;

export interface OrderPlaced {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly version: number;
  readonly total: { readonly amount: string; readonly currencyCode: string };
}

export const cancelOrderDocument = /* GraphQL */ `
  mutation CancelOrder($input: CancelOrderInput!) {
    cancelOrder(input: $input) {
      order {
        id
        status
      }
      userErrors {
        field
        code
        message
      }
    }
  }
`;

export const payOrderDocument = /* GraphQL */ `
  mutation PayOrder($input: PayOrderInput!) {
    payOrder(input: $input) {
      payment {
        id
        status
      }
      userErrors {
        field
        code
        message
      }
    }
  }
`;

export const addProductDocument = /* GraphQL */ `
  mutation AddProduct($input: AddProductInput!) {
    addProduct(input: $input) {
      product {
        sku
        stock {
          onHand
          available
        }
      }
      userErrors {
        field
        code
        message
      }
    }
  }
`;

export const stockDocument = /* GraphQL */ `
  query Stock($sku: ID!) {
    product(sku: $sku) {
      stock {
        onHand
        reserved
        available
      }
    }
  }
`;

export interface StockView {
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
}

export const statusChangesDocument = /* GraphQL */ `
  subscription StatusChanges($orderId: ID!) {
    orderStatusChanged(orderId: $orderId) {
      from
      to
      order {
        id
        payment {
          status
        }
        reservation {
          status
        }
      }
    }
  }
`;
