import fc from 'fast-check';
import { assertNever } from '@oms/kernel';
import { eventually } from '@oms/testing';
import type { Received } from './testing/clients';
import {
  openResumptionFixture,
  protocols,
  transports,
  type ResumptionFixture,
  type Transport,
} from './testing/resumption-fixture';

/** Each starts processes; what one finds it prints, to be run again. */
const RUNS = 8;
const STEPS = { minLength: 15, maxLength: 25 };
/** All that is broken at the end comes back, with growing pauses. */
const SETTLED_WITHIN_MS = 60_000;

type Step =
  | { readonly kind: 'record' }
  /** All clients get what there is, if nothing is broken, so that there is something to go on after. */
  | { readonly kind: 'catchUp' }
  /** The subgraph dies, or is started again. */
  | { readonly kind: 'kill' | 'start' }
  /** Its network breaks once, or until it is mended. */
  | { readonly kind: 'drop' | 'cut' | 'restore' }
  | { readonly kind: 'watch'; readonly transport: Transport; readonly after: number | undefined }
  /** A client leaves and goes on with the last cursor that it saw. */
  | { readonly kind: 'comeBack'; readonly which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('record' as const, 'catchUp' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('kill' as const, 'start' as const) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('drop' as const, 'cut' as const, 'restore' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('watch' as const),
      transport: fc.constantFrom(...transports),
      after: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('comeBack' as const), which: fc.nat() }) },
);

/** A client that goes on with the cursor that it saw last whenever it comes back. */
const aClient = (
  open: ResumptionFixture,
  parcel: string,
  { transport, after }: Omit<Extract<Step, { kind: 'watch' }>, 'kind'>,
) => {
  const visits: Received[] = [];
  /** On an event stream, that the gateway gave up is an event too. */
  const seen = (): readonly number[] =>
    visits.flatMap(({ events }) =>
      events.flatMap(({ data }) => {
        const step = (data as { readonly parcelMoved: { readonly cursor: string } } | undefined)?.parcelMoved;
        return step === undefined ? [] : [Number(step.cursor)];
      }),
    );
  const come = (): void => {
    visits.at(-1)?.leave();
    const last = seen().at(-1) ?? after;
    const argument = last === undefined ? '' : `, after: "${last.toString()}"`;
    visits.push(open.watch(`subscription { parcelMoved(id: "${parcel}"${argument}) { cursor } }`, { transport }));
  };
  come();
  return {
    come,
    leave: () => visits.at(-1)?.leave(),
    /** All from where it began, each once and in order. It has an error if the gateway gave up. */
    expectWhole: (recorded: number): void => {
      if (visits.at(-1)?.outcome !== undefined) come();
      const [first = 0] = seen();
      expect(seen()).toEqual(Array.from({ length: recorded - first + 1 }, (_, index) => first + index));
      if (after !== undefined) expect(first).toBe(after + 1);
    },
  };
};

/** One world: a parcel of its own, and who watches it. */
const aRun = (open: ResumptionFixture, parcel: string) => {
  const { parcels, network } = open;
  const clients: ReturnType<typeof aClient>[] = [];
  let recorded = 0;
  let isUp = true;
  let isCut = false;

  const record = (): void => {
    recorded += 1;
    parcels.record(parcel, { at: recorded.toString() });
  };
  const start = async (): Promise<void> => {
    if (!isUp) await parcels.restart();
    isUp = true;
  };
  const catchUp = async (): Promise<void> => {
    record();
    await eventually(
      () => {
        for (const client of clients) client.expectWhole(recorded);
      },
      { withinMs: SETTLED_WITHIN_MS },
    );
  };
  const take = async (one: Step): Promise<void> => {
    switch (one.kind) {
      case 'record':
        record();
        return;
      case 'catchUp':
        if (isUp && !isCut) await catchUp();
        return;
      case 'kill':
        await parcels.kill();
        isUp = false;
        return;
      case 'start':
        await start();
        return;
      case 'drop':
        if (isUp) parcels.dropSockets();
        return;
      case 'cut':
      case 'restore':
        isCut = one.kind === 'cut';
        network[one.kind]();
        return;
      case 'watch':
        clients.push(aClient(open, parcel, { ...one, after: one.after && Math.min(one.after, recorded) }));
        return;
      case 'comeBack':
        clients[one.which % clients.length]?.come();
        return;
      default:
        assertNever(one);
    }
  };
  const settle = async (): Promise<void> => {
    await start();
    network.restore();
    await catchUp();
    for (const client of clients) client.leave();
  };
  record();
  return { take, settle };
};

describe.each(protocols)('a resumable stream by %s', (protocol) => {
  let open: ResumptionFixture;
  let runs = 0;

  beforeAll(async () => {
    open = await openResumptionFixture({ protocol });
  });

  afterAll(() => open.close());

  it('shows each client all events from its first one on, once and in order, whatever breaks meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, STEPS), async (steps) => {
        runs += 1;
        const run = aRun(open, `parcel-${runs.toString()}`);
        for (const one of steps) await run.take(one);
        await run.settle();
      }),
      // A smaller failure is found by hand: to look for one would take an hour.
      { numRuns: RUNS, endOnFailure: true },
    );
  });
});
