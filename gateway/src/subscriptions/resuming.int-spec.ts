import { parse, print } from 'graphql';
import { eventually } from '@oms/testing';
import { composed, replaceFile } from '../testing/test-gateway';
import {
  openResumptionFixture,
  protocols,
  shows,
  transports,
  type ResumptionFixture,
} from './testing/resumption-fixture';
import { testSubgraph, type TestSubgraph } from './testing/test-subgraph';

const FIELDS = ['parcelMoved(id: "p1")', 'parcelTracked(id: "p1")'] as const;
const WAYS = FIELDS.flatMap((field) => transports.map((transport) => [field, transport] as const));

describe.each(protocols)('a resumable stream by %s', (protocol) => {
  let open: ResumptionFixture;

  beforeEach(async () => {
    open = await openResumptionFixture({ protocol });
  });

  afterEach(() => open.close());

  it.each(WAYS)('shows %s on %s each step once, also those while its subgraph was down', async (field, transport) => {
    const { parcels, watch } = open;
    parcels.record('p1', { at: 'depot' });
    const received = watch(`subscription { ${field} { at product { name } } }`, { transport });
    await shows(received, 'depot');
    await parcels.kill();
    parcels.record('p1', { at: 'van' });
    parcels.record('p1', { at: 'door' });
    await parcels.restart();
    await shows(received, 'depot', 'van', 'door');
    parcels.record('p1', { at: 'hall' });
    await shows(received, 'depot', 'van', 'door', 'hall');
    const [name = ''] = field.split('(');
    expect(received.events[1]).toEqual({ data: { [name]: { at: 'van', product: { name: 'Chair' } } } });
  });

  it('begins at the cursor of its client, also when its subgraph was down before the first event', async () => {
    const { parcels, watch, serves } = open;
    for (const at of ['depot', 'van']) parcels.record('p1', { at });
    const query = 'subscription ($id: ID!, $seen: String) { parcelMoved(id: $id, after: $seen) { at } }';
    const received = watch(query, { variables: { id: 'p1', seen: '2' } });
    await serves(1);
    await parcels.kill();
    parcels.record('p1', { at: 'door' });
    await parcels.restart();
    await shows(received, 'door');
    await parcels.kill();
    parcels.record('p1', { at: 'hall' });
    await parcels.restart();
    await shows(received, 'door', 'hall');
  });
});

describe('a resumable stream', () => {
  let open: ResumptionFixture;

  beforeEach(async () => {
    open = await openResumptionFixture();
  });

  afterEach(() => open.close());

  const lost = async (...steps: readonly string[]): Promise<void> => {
    await open.parcels.kill();
    for (const at of steps) open.parcels.record('p1', { at });
    await open.parcels.restart();
  };

  it('gives its client the fields that it selected, under the names that it chose', async () => {
    open.parcels.record('p1', { at: 'depot' });
    const step = '{ _cursor: at at position: cursor cursor: __typename ...Rest } }';
    const received = open.watch(
      `subscription ($_after: ID!) { moved: parcelMoved(id: $_after) ${step} fragment Rest on Step { _cursor_: at }`,
      { variables: { _after: 'p1' } },
    );
    await shows(received, 'depot');
    await lost('van');
    await shows(received, 'depot', 'van');
    expect(received.events.map(({ data }) => data)).toEqual(
      ['depot', 'van'].map((at, index) => ({
        moved: { _cursor: at, at, position: (index + 1).toString(), cursor: 'Step', _cursor_: at },
      })),
    );
  });

  it('shows nothing twice when a connection that was given up delivers after all', async () => {
    open.parcels.record('p1', { at: 'depot' });
    const received = open.watch('subscription { parcelMoved(id: "p1") { at } }');
    await shows(received, 'depot');
    open.network.hold();
    open.parcels.record('p1', { at: 'van' });
    await shows(received, 'depot', 'van');
    open.network.release();
    open.parcels.record('p1', { at: 'door' });
    await shows(received, 'depot', 'van', 'door');
  });

  it('that is not marked as resumable begins with the present state again', async () => {
    open.parcels.record('p1', { at: 'depot' });
    const received = open.watch('subscription { parcelSeen(id: "p1") { at } }');
    await shows(received, 'depot');
    await lost('van', 'door');
    await shows(received, 'depot', 'door');
  });

  it('is shared from its first event by none who would miss it, wherever they begin', async () => {
    open.parcels.record('p1', { at: 'depot' });
    const query = 'subscription ($after: String) { parcelMoved(id: "p1", after: $after) { at } }';
    const first = open.watch(query, { variables: { after: '1' } });
    const second = open.watch(query, { variables: { after: '1' } });
    const elsewhere = open.watch(query, { variables: { after: '0' } });
    await shows(elsewhere, 'depot');
    await open.serves(2);
    open.parcels.record('p1', { at: 'van' });
    await shows(first, 'van');
    await shows(second, 'van');
    const late = open.watch(query, { variables: { after: '1' } });
    await shows(late, 'van');
    await lost('door');
    for (const received of [first, second, late]) await shows(received, 'van', 'door');
    await shows(elsewhere, 'depot', 'van', 'door');
  });
});

describe('a new supergraph', () => {
  let open: ResumptionFixture;
  let elsewhere: TestSubgraph;

  beforeAll(async () => {
    open = await openResumptionFixture({ direct: true });
    elsewhere = await testSubgraph('parcels');
  });

  afterAll(async () => {
    await open.close();
    await elsewhere.kill();
  });

  it('lets a resumable stream go on where it stood, at another address and under another plan', async () => {
    open.parcels.record('p1', { at: 'depot' });
    const received = open.watch('subscription { parcelMoved(id: "p1") { at product { name } } }');
    await shows(received, 'depot');
    for (const at of ['depot', 'van', 'door']) elsewhere.record('p1', { at });
    await replaceFile(open.gateway.file, composed([elsewhere, open.products]));
    await shows(received, 'depot', 'van', 'door');
    const priced = parse(print(open.parcels.typeDefs).replace('at: String!', 'at: String!\n  weight: Int'));
    await replaceFile(open.gateway.file, composed([{ ...elsewhere, typeDefs: priced }, open.products]));
    elsewhere.record('p1', { at: 'hall' });
    await shows(received, 'depot', 'van', 'door', 'hall');
    await open.serves(0);
  });

  it('that calls a stream resumable which is not is refused, and the one before stays in force', async () => {
    for (const edit of [
      (sdl: string) => sdl.replace('since: ID', 'since: Int'),
      (sdl: string) => sdl.replace('argument: "since"', 'argument: "until"'),
      (sdl: string) => sdl.replace('argument: "since"', 'argument: "since", cursor: "product"'),
      (sdl: string) => sdl.replace('since: ID): Step', 'since: ID): [Step]'),
    ]) {
      const refused = () => open.gateway.metric(/reloads_total\{.*"refused"/);
      const before = await refused();
      const typeDefs = parse(edit(print(elsewhere.typeDefs)));
      await replaceFile(open.gateway.file, composed([{ ...elsewhere, typeDefs }, open.products]));
      await eventually(async () => {
        expect(await refused()).toBeGreaterThan(before);
      });
    }
  });
});
