import { eventually } from '@oms/testing';
import { encodeCursor, newId } from '@oms/database';
import { cancelOrder, watchOrder } from './testing/documents';
import { ordersFixture, type OrdersFixture } from './testing/orders-fixture';
import { customersOf, fillPriceBook, participantsOf } from './testing/participants';

describe('watching orders', () => {
  let fixture: OrdersFixture;
  let customers: ReturnType<typeof customersOf>;
  let participants: ReturnType<typeof participantsOf>;

  beforeAll(async () => {
    fixture = await ordersFixture();
    customers = customersOf(fixture);
    participants = participantsOf(fixture);
    await fillPriceBook(fixture);
  });
  afterAll(() => fixture.stop());

  it('delivers the present status first, then each change once and in order', async () => {
    const id = await customers.place('ada');
    const early = fixture.watch('ada', watchOrder, { orderId: id });
    await eventually(() => {
      expect(early.events).toHaveLength(1);
    });
    await participants.reserve(id);
    await participants.capture(id);
    await customers.becomes(id, { status: 'PAID' });
    const late = fixture.watch('ada', watchOrder, { orderId: id });
    await eventually(() => {
      expect(late.events).toHaveLength(1);
    });
    await fixture.request('ada', cancelOrder, { input: { orderId: id } });
    const change = (from: string | null, to: string, version: number) => ({
      data: { orderStatusChanged: { from, to, reason: null, order: { status: to, version } } },
    });
    const all = [change(null, 'PENDING', 1), change('PENDING', 'PAID', 3), change('PAID', 'CANCELLED', 5)];
    await eventually(() => {
      expect(early.events).toEqual(all);
      expect(late.events).toEqual(all.slice(1));
    });
    await early.leave();
    await late.leave();
  });

  const resume = /* GraphQL */ `
    subscription Resume($orderId: ID!, $after: String) {
      orderStatusChanged(orderId: $orderId, after: $after) {
        from
        to
        cursor
      }
    }
  `;

  const cursorsOf = async (id: string): Promise<readonly string[]> => {
    const history = 'query History($id: ID!) { order(id: $id) { history { cursor } } }';
    const { data } = await fixture.request('ada', history, { id });
    return (data?.['order'] as { history: { cursor: string }[] }).history.map(({ cursor }) => cursor);
  };

  it('resumes after a cursor: with what has happened since, then with what happens', async () => {
    const id = await customers.place('ada');
    await participants.reserve(id);
    await participants.capture(id);
    await customers.becomes(id, { status: 'PAID' });
    const [placed, paid] = await cursorsOf(id);
    const fromStart = fixture.watch('ada', resume, { orderId: id, after: placed });
    const fromNow = fixture.watch('ada', resume, { orderId: id, after: paid });
    const change = (from: string, to: string, cursor: unknown) => ({
      data: { orderStatusChanged: { from, to, cursor } },
    });
    await eventually(() => {
      expect(fromStart.events).toEqual([change('PENDING', 'PAID', paid)]);
    });
    await fixture.request('ada', cancelOrder, { input: { orderId: id } });
    const cancelled = change('PAID', 'CANCELLED', expect.any(String));
    await eventually(() => {
      expect(fromStart.events).toEqual([change('PENDING', 'PAID', paid), cancelled]);
      expect(fromNow.events).toEqual([cancelled]);
    });
    await fromStart.leave();
    await fromNow.leave();
  });

  it('refuses a cursor that is none of this order’s, naming the argument', async () => {
    const [id, other] = [await customers.place('ada'), await customers.place('ada')];
    const ahead = encodeCursor('order-status', [id, 99]);
    const foreign = encodeCursor('orders', [new Date(0).toISOString(), id]);
    for (const after of ['', '1', 'nonsense!', ahead, foreign, (await cursorsOf(other))[0]]) {
      const watched = fixture.watch('ada', resume, { orderId: id, after });
      await eventually(() => {
        expect(JSON.stringify(watched.events)).toContain('"code":"BAD_USER_INPUT"');
      });
      expect(JSON.stringify(watched.events)).toContain('after: is ');
      await watched.leave();
    }
    const stranger = fixture.watch('grace', resume, { orderId: id, after: ahead });
    await eventually(() => {
      expect(JSON.stringify(stranger.events)).toContain('"code":"NOT_FOUND"');
    });
    await stranger.leave();
  });

  it('delivers the changes of all orders to operators, by their filter', async () => {
    const who = `customer-${newId()}`;
    const activity = `subscription($filter: OrderFilter) { orderActivity(filter: $filter) { to order { customer { id } } } }`;
    const watched = fixture.watch('olga', activity, { filter: { customerId: who, status: ['PENDING', 'FAILED'] } });
    await eventually(async () => {
      await customers.place(who);
      expect(watched.events.length).toBeGreaterThan(0);
    });
    expect(watched.events[0]).toEqual({
      data: { orderActivity: { to: 'PENDING', order: { customer: { id: who } } } },
    });
    await watched.leave();
  });
});
