import fc from 'fast-check';
import { assertNever } from '@oms/kernel';
import { noon } from '../../domain/testing/fixtures';
import type { OrderView, StatusChange } from '../ports/order-views';
import { aCustomer, placedIn, prices } from '../testing/fixtures';
import { inMemoryOrderStore } from '../testing/in-memory-order-repository';
import { inMemoryOrderStatusFeed } from '../testing/in-memory-order-status-feed';
import { watchOrder } from './watch-order';

const ada = aCustomer();
const STEPS_MAX = 40;

type Step =
  /** Not every version is a change of status. */
  | { readonly kind: 'change'; readonly isOfStatus: boolean }
  /** A notice of any version once more: notices come twice, and long after. */
  | { readonly kind: 'notify'; readonly which: number }
  | { readonly kind: 'gap' }
  | { readonly kind: 'reconnect' };

const steps = fc.array<Step>(
  fc.oneof(
    fc.record({ kind: fc.constant('change' as const), isOfStatus: fc.boolean() }),
    fc.record({ kind: fc.constant('notify' as const), which: fc.nat() }),
    fc.constant({ kind: 'gap' as const }),
    fc.constant({ kind: 'reconnect' as const }),
  ),
  { maxLength: STEPS_MAX },
);

const placed = async (): Promise<OrderView> => {
  const store = inMemoryOrderStore(() => noon);
  await store.putPrices(prices);
  return placedIn(store.orders)(ada);
};

/** An order whose notices and reads take as long as the scheduler decides; a read gives what was true when it began. */
const anOrder = (order: OrderView, schedule: <T>(work: Promise<T>) => Promise<T>) => {
  const changes: StatusChange[] = [];
  let version = 0;
  const { statusFeed, publish } = inMemoryOrderStatusFeed();
  const read = <T>(value: T): Promise<T> => schedule(Promise.resolve(value));
  const notifyOf = (which: number): void => {
    const changed = changes[which % changes.length];
    if (changed !== undefined) publish({ kind: 'Changed', change: changed });
  };
  const change = (isOfStatus: boolean): void => {
    version += 1;
    if (!isOfStatus) return;
    const plain = { from: null, to: 'PENDING', reason: null, failure: null } as const;
    const which = changes.push({ orderId: order.id, version, at: noon, ...plain }) - 1;
    void schedule(Promise.resolve()).then(() => {
      notifyOf(which);
    });
  };
  change(true);
  return {
    versions: () => changes.map((each) => each.version),
    change,
    notifyOf,
    gap: () => {
      publish({ kind: 'Gap' });
    },
    statusFeed,
    views: {
      find: () => read([{ ...order, version }]),
      histories: () => read([...changes]),
      changesAfter: (_id: unknown, after: number, changesMax: number) =>
        read(changes.filter((each) => each.version > after).slice(0, changesMax)),
    },
  };
};

/** A client that stores what it received, and may reconnect after the last of it. */
const aClient = (watch: (after: number | undefined) => ReturnType<ReturnType<typeof watchOrder>>) => {
  const seen: number[] = [];
  let connection = 0;
  let leave: () => unknown = () => undefined;
  const connect = async (): Promise<void> => {
    const mine = (connection += 1);
    leave();
    const outcome = await watch(seen.at(-1));
    if (outcome.kind === 'Refused') throw new Error(outcome.refusal);
    const stream = outcome.value;
    leave = () => stream.return?.();
    for await (const { change } of stream) {
      if (mine !== connection) return;
      seen.push(change.version);
    }
  };
  return { seen, connect, leave: () => leave() };
};

describe('a client that watches an order', () => {
  it('receives each version after its first one, once and in order, for all interleavings', async () => {
    const order = await placed();
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), steps, async (scheduler, all) => {
        const watched = anOrder(order, (work) => scheduler.schedule(work));
        const client = aClient((after) => watchOrder(watched)({ id: order.id, after }, ada));
        const take = (step: Step): void => {
          switch (step.kind) {
            case 'change':
              watched.change(step.isOfStatus);
              return;
            case 'notify':
              watched.notifyOf(step.which);
              return;
            case 'gap':
              watched.gap();
              return;
            case 'reconnect':
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
