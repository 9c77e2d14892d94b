import {
  ada,
  addProduct,
  anonymous,
  grace,
  inventoryFixture,
  olga,
  requestOf,
  tea,
} from '../../testing/inventory-fixture';

const reserved = async () => {
  const { change, reserveForAda, reservationFor } = inventoryFixture();
  await change(addProduct, { ...tea, onHand: 3 });
  await reserveForAda();
  return reservationFor;
};

describe('the reservation of an order', () => {
  it('is seen by its customer and by operators, with its lines', async () => {
    const reservationFor = await reserved();
    const held = { status: 'HELD', lines: [{ quantity: 2, product: { name: 'Green tea' } }], expiresAt: null };
    expect(await reservationFor(ada)).toEqual([{ reservation: held }]);
    expect(await reservationFor(olga)).toEqual([{ reservation: held }]);
    expect(await reservationFor(requestOf('otto', ['orders:operate']))).toEqual([{ reservation: held }]);
  });

  it('is null for every other actor, like that of an unknown order', async () => {
    const reservationFor = await reserved();
    expect(await reservationFor(grace)).toEqual([{ reservation: null }]);
    expect(await reservationFor(anonymous)).toEqual([{ reservation: null }]);
    expect(await reservationFor(ada, '0192f0c1-7a10-7000-8000-000000000002')).toEqual([{ reservation: null }]);
    expect(await reservationFor(ada, 'no order id')).toEqual([{ reservation: null }]);
  });
});
