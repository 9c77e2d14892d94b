/** Joins orders, inventory and payments. */
export const joinQuery = /* GraphQL */ `
  query OrderWithStockAndPayment($id: ID!) {
    order(id: $id) {
      id
      number
      status
      total {
        amount
        currencyCode
      }
      items {
        quantity
        product {
          sku
          name
          stock {
            available
            status
          }
        }
      }
      payment {
        status
        amount {
          amount
        }
      }
    }
  }
`;
