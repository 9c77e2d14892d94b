import { sharedFixture } from '../harness/shared-fixture';

const { customer, otherCustomer, operator, anonymous, addProduct } = sharedFixture();

describe('an order of another customer', () => {
  it('is indistinguishable from one that does not exist: to read, to cancel and to pay', async () => {
    const sku = await addProduct('PRIVATE-TEA', 5);
    const { id } = await customer.placeOrder({ items: [{ sku, quantity: 1 }] });
    await customer.waitForOrder(id, { payment: { status: 'PENDING' } });
    expect(await otherCustomer.getOrder(id)).toBeNull();
    expect(await otherCustomer.cancelOrder(id)).toMatchObject({ subject: null, userErrors: [{ code: 'NOT_FOUND' }] });
    expect(await otherCustomer.payOrder(id, 'pm_card_visa')).toMatchObject({
      subject: null,
      userErrors: [{ code: 'NOT_FOUND' }],
    });
    const unknownId = '0192f0c1-0000-7000-8000-000000000000';
    expect((await otherCustomer.cancelOrder(id)).userErrors[0]?.message).toBe(
      (await otherCustomer.cancelOrder(unknownId)).userErrors[0]?.message,
    );
    expect((await operator.getOrder(id))?.status).toBe('PENDING');
  });

  it('is not in the caller’s list of orders', async () => {
    const sku = await addProduct('PRIVATE-LIST', 5);
    const { id } = await customer.placeOrder({ items: [{ sku, quantity: 1 }] });
    const query = `{ orders(first: 100) { nodes { id } } }`;
    const orderIdsOf = async (user: typeof customer): Promise<readonly string[]> =>
      (await user.client.request<{ orders: { nodes: { id: string }[] } }>(query)).orders.nodes.map((node) => node.id);
    expect(await orderIdsOf(customer)).toContain(id);
    expect(await orderIdsOf(operator)).toContain(id);
    expect(await orderIdsOf(otherCustomer)).not.toContain(id);
  });
});

describe('a caller', () => {
  it('without a token can read no customer and place no order', async () => {
    const { errors } = await anonymous.client.send({ query: `{ me { id } }` });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    const placed = await anonymous.client.send({
      query: `mutation($input: CreateOrderInput!) { createOrder(input: $input) { order { id } } }`,
      variables: {
        input: {
          items: [{ sku: 'X', quantity: 1 }],
          shippingAddress: { name: 'A', line1: 'B', city: 'C', postalCode: 'D', countryCode: 'GB' },
        },
      },
    });
    expect(placed.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it.each([
    [
      `mutation { addProduct(input: { sku: "STOLEN", name: "Stolen", unitPrice: { amount: "1.00", currencyCode: "USD" } }) { product { sku } } }`,
    ],
    [`mutation { adjustStock(input: { sku: "TEA", delta: 1, reason: "Mine." }) { product { sku } } }`],
    [`{ deadLetters { nodes { id } } }`],
    [`{ payments { nodes { id } } }`],
    [`{ notifications { nodes { id } } }`],
  ])('who is a customer is refused the operations of an operator: %s', async (query) => {
    const { errors } = await customer.client.send({ query });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('who is a customer cannot place an order for another customer; an operator can', async () => {
    const sku = await addProduct('ON-BEHALF', 5);
    const mutation = `mutation($input: CreateOrderInput!) { createOrder(input: $input) { order { id customer { id } } userErrors { field code } } }`;
    const input = {
      customerId: 'grace',
      items: [{ sku, quantity: 1 }],
      shippingAddress: {
        name: 'Grace',
        line1: '1 Navy Yard',
        city: 'Arlington',
        postalCode: '22201',
        countryCode: 'US',
      },
    };
    const refused = await customer.client.request(mutation, { input });
    expect(refused).toMatchObject({ createOrder: { order: null, userErrors: [{ field: ['customerId'] }] } });
    const placed = await operator.client.request(mutation, { input });
    expect(placed).toMatchObject({ createOrder: { order: { customer: { id: 'grace' } }, userErrors: [] } });
  });
});
