import type { Id } from '@oms/kernel';
import { specify } from '@oms/testing';
import type { ReleaseStock, ReserveStock } from './commands';
import type { StockRejected, StockReleased, StockReserved } from './events';
import { decideReservation, evolveReservation, unknownReservation } from './reservation';

const available: Readonly<Record<string, number>> = { TEA: 5, MUG: 2 };

const { given } = specify({
  initial: unknownReservation,
  decide: (command: ReserveStock | ReleaseStock, reservation) =>
    decideReservation(command, reservation, (sku) => available[sku] ?? 0),
  evolve: evolveReservation,
});

const order = { orderId: '0192f0c1-7a10-7000-8000-000000000001' as Id<'Order'>, customerId: 'ada' };
const twoTeasAndAMug = [
  { sku: 'MUG', quantity: 1 },
  { sku: 'TEA', quantity: 2 },
];

const reserve: ReserveStock = { type: 'ReserveStock', ...order, lines: twoTeasAndAMug };
const release: ReleaseStock = { type: 'ReleaseStock', ...order };
const reserved: StockReserved = { type: 'StockReserved', ...order, lines: twoTeasAndAMug };
const rejected: StockRejected = {
  type: 'StockRejected',
  ...order,
  shortages: [{ sku: 'MUG', requested: 3, available: 2 }],
};
const released: StockReleased = { type: 'StockReleased', ...order, lines: twoTeasAndAMug };
const nothingReleased: StockReleased = { ...released, lines: [] };

describe('a reservation', () => {
  it('holds every line when there is enough of each', () => {
    given().when(reserve).then(reserved);
  });

  it('holds nothing when one line is short, and its event has the shortage', () => {
    const threeMugs = [...twoTeasAndAMug, { sku: 'MUG', quantity: 2 }];
    given()
      .when({ ...reserve, lines: threeMugs })
      .then(rejected);
  });

  it('adds up two lines of the same product', () => {
    const lines = [
      { sku: 'TEA', quantity: 2 },
      { sku: 'TEA', quantity: 3 },
    ];
    given()
      .when({ ...reserve, lines })
      .then({ ...reserved, lines: [{ sku: 'TEA', quantity: 5 }] });
  });

  it('is rejected when one of its products is not listed', () => {
    given()
      .when({ ...reserve, lines: [{ sku: 'GHOST', quantity: 1 }] })
      .then({ ...rejected, shortages: [{ sku: 'GHOST', requested: 1, available: 0 }] });
  });

  it('is held, or rejected, for the customer of the order', () => {
    given().when(reserve).thenState({ status: 'Held', customerId: 'ada', lines: twoTeasAndAMug });
    given()
      .when({ ...reserve, lines: [{ sku: 'MUG', quantity: 3 }] })
      .thenState({ status: 'Rejected', customerId: 'ada' });
  });

  it('holds all that is available', () => {
    given()
      .when({ ...reserve, lines: [{ sku: 'TEA', quantity: 5 }] })
      .then({ ...reserved, lines: [{ sku: 'TEA', quantity: 5 }] });
  });

  it('is made once, however often the order arrives', () => {
    given(reserved).when(reserve).thenNothing();
    given(rejected).when(reserve).thenNothing();
    given(reserved, released).when(reserve).thenNothing();
  });
});

describe('a release', () => {
  it('releases all that was held', () => {
    given(reserved).when(release).then(released);
    given(reserved).when(release).thenState({ status: 'Released', customerId: 'ada', lines: twoTeasAndAMug });
  });

  it('has one event, however often the order is closed', () => {
    given(reserved, released).when(release).thenNothing();
    given(nothingReleased).when(release).thenNothing();
    given(rejected, nothingReleased).when(release).thenNothing();
  });

  it('has an event without lines after a rejection, which stays one', () => {
    given(rejected).when(release).then(nothingReleased);
    given(rejected).when(release).thenState({ status: 'RejectedAndClosed', customerId: 'ada' });
  });

  it('may come before the reservation, which is then refused', () => {
    given().when(release).then(nothingReleased);
    given(nothingReleased).when(reserve).thenRefused('ORDER_ALREADY_CLOSED');
  });
});
