export const createOrder = /* GraphQL */ `
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

export const cancelOrder = /* GraphQL */ `
  mutation CancelOrder($input: CancelOrderInput!) {
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

export const readOrder = /* GraphQL */ `
  query ReadOrder($id: ID!) {
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

export const readSaga = /* GraphQL */ `
  query ReadSaga($id: ID!) {
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

export const watchOrder = /* GraphQL */ `
  subscription WatchOrder($orderId: ID!) {
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

/** The input of createOrder. */
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
