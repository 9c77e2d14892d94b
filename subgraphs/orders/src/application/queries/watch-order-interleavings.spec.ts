import fc from 'fast-check';
import { assertNever } from '@oms/kernel';
import { noon, patience } from '../domain/testing/given';
import { createOrder } from './create-order';
import type { OrderView, StatusChange } from './order-view';
import { aCustomer, anOrderOf, prices } from './testing/given';
import { memoryStore } from './testing/memory-orders';
import { toldNews } from './testing/news';
import { identifiers, catalogueLog } from './testing/orders-contract';
import { watchOrder } from './watch-order';

const ada = aCustomer();
const STEPS_MAX = 40;

type Step =
  /** Not every version is a change of status. */
  | { readonly kind: 'change'; readonly isOfStatus: boolean }
  /** Once more of any version: news come twice, and long after. */
  | { readonly kind: 'tell'; readonly which: number }
  | { readonly kind: 'miss' }
  | { readonly kind: 'comeBack' };

const steps = fc.array<Step>(
  fc.oneof(
    fc.record({ kind: fc.constant('change' as const), isOfStatus: fc.boolean() }),
    fc.record({ kind: fc.constant('tell' as const), which: fc.nat() }),
    fc.constant({ kind: 'miss' as const }),
    fc.constant({ kind: 'comeBack' as const }),
  ),
  { maxLength: STEPS_MAX },
);

const placed = async (): Promise<OrderView> => {
  const store = memoryStore(() => noon);
  await store.putPrices(prices);
  const answer = await createOrder({ ...store, identifiers, patience, catalogueLog })(anOrderOf(ada));
  if (answer.kind !== 'Done') throw new Error('The order was not placed');
  return answer.order;
};

/** An order whose news and readings take as long as the scheduler likes; these show what was true when they began. */
const anOrder = (order: OrderView, schedule: <T>(work: Promise<T>) => Promise<T>) => {
  const changes: StatusChange[] = [];
  let version = 0;
  const { news, tell } = toldNews();
  const read = <T>(value: T): Promise<T> => schedule(Promise.resolve(value));
  const tellOf = (which: number): void => {
    const told = changes[which % changes.length];
    if (told !== undefined) tell({ kind: 'Changed', change: told });
  };
  const change = (isOfStatus: boolean): void => {
    version += 1;
    if (!isOfStatus) return;
    const plain = { from: null, to: 'PENDING', reason: null, failure: null } as const;
    const which = changes.push({ orderId: order.id, version, at: noon, ...plain }) - 1;
    void schedule(Promise.resolve()).then(() => {
      tellOf(which);
    });
  };
  change(true);
  return {
    versions: () => changes.map((each) => each.version),
    change,
    tellOf,
    miss: () => {
      tell({ kind: 'Missed' });
    },
    news,
    views: {
      find: () => read([{ ...order, version }]),
      histories: () => read([...changes]),
      changesAfter: (_id: unknown, after: number, changesMax: number) =>
        read(changes.filter((each) => each.version > after).slice(0, changesMax)),
    },
  };
};

/** A client that keeps what it saw, and may leave and come back with it. */
const aClient = (watch: (after: number | undefined) => ReturnType<ReturnType<typeof watchOrder>>) => {
  const seen: number[] = [];
  let connection = 0;
  let leave: () => unknown = () => undefined;
  const connect = async (): Promise<void> => {
    const mine = (connection += 1);
    leave();
    const outcome = await watch(seen.at(-1));
    if (outcome.kind !== 'Watching') throw new Error(outcome.kind);
    const { changes } = outcome;
    leave = () => changes.return?.();
    for await (const { change } of changes) {
      if (mine !== connection) return;
      seen.push(change.version);
    }
  };
  return { seen, connect, leave: () => leave() };
};

describe('whoever watches an order', () => {
  it('sees each version after the first that they saw, once and in order, however all of it interleaves', async () => {
    const order = await placed();
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), steps, async (scheduler, all) => {
        const watched = anOrder(order, (work) => scheduler.schedule(work));
        const client = aClient((after) => watchOrder(watched)({ viewer: ada, id: order.id, after }));
        const take = (step: Step): void => {
          switch (step.kind) {
            case 'change':
              watched.change(step.isOfStatus);
              return;
            case 'tell':
              watched.tellOf(step.which);
              return;
            case 'miss':
              watched.miss();
              return;
            case 'comeBack':
              void client.connect();
              return;
            default:
              assertNever(step);
          }
        };
        void client.connect();
        scheduler.scheduleSequence(
          all.map((step) => () => {
            take(step);
            return Promise.resolve();
          }),
        );
        await scheduler.waitIdle();
        const [first = 0] = client.seen;
        expect(client.seen).toEqual(watched.versions().filter((version) => version >= first));
        expect(client.seen).not.toEqual([]);
        client.leave();
      }),
    );
  });
});
