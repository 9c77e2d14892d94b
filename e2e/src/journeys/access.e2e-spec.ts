import { shop } from '../harness/shared-shop';

const { ada, grace, olga, anonymous, stocks } = shop();

describe('somebody else’s order', () => {
  it('looks like none, to read and to cancel and to pay', async () => {
    const sku = await stocks('PRIVATE-TEA', 5);
    const { id } = await ada.places({ items: [{ sku, quantity: 1 }] });
    await ada.comesToSee(id, { payment: { status: 'PENDING' } });
    expect(await grace.sees(id)).toBeNull();
    expect(await grace.cancels(id)).toMatchObject({ subject: null, userErrors: [{ code: 'NOT_FOUND' }] });
    expect(await grace.pays(id, 'pm_card_visa')).toMatchObject({ subject: null, userErrors: [{ code: 'NOT_FOUND' }] });
    const nothing = '0192f0c1-0000-7000-8000-000000000000';
    expect((await grace.cancels(id)).userErrors[0]?.message).toBe(
      (await grace.cancels(nothing)).userErrors[0]?.message,
    );
    expect((await olga.sees(id))?.status).toBe('PENDING');
  });

  it('is not among one’s own', async () => {
    const sku = await stocks('PRIVATE-LIST', 5);
    const { id } = await ada.places({ items: [{ sku, quantity: 1 }] });
    const query = `{ orders(first: 100) { nodes { id } } }`;
    const idsSeenBy = async (who: typeof ada): Promise<readonly string[]> =>
      (await who.client.ask<{ orders: { nodes: { id: string }[] } }>(query)).orders.nodes.map((node) => node.id);
    expect(await idsSeenBy(ada)).toContain(id);
    expect(await idsSeenBy(olga)).toContain(id);
    expect(await idsSeenBy(grace)).not.toContain(id);
  });
});

describe('a caller', () => {
  it('without a token sees the catalogue and nothing more', async () => {
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
  ])('who is a customer is refused what an operator may: %s', async (query) => {
    const { errors } = await ada.client.send({ query });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('who is a customer cannot order for another; an operator can', async () => {
    const sku = await stocks('ON-BEHALF', 5);
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
    const refused = await ada.client.ask(mutation, { input });
    expect(refused).toMatchObject({ createOrder: { order: null, userErrors: [{ field: ['customerId'] }] } });
    const placed = await olga.client.ask(mutation, { input });
    expect(placed).toMatchObject({ createOrder: { order: { customer: { id: 'grace' } }, userErrors: [] } });
  });
});
