import { createClient as createEventStreamClient } from 'graphql-sse';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { eventually, tcpProxy, type TcpProxy } from '@oms/testing';
import { openResumptionFixture, type ResumptionFixture } from './testing/resumption-fixture';

const query = 'subscription ($id: ID!, $after: String) { parcelMoved(id: $id, after: $after) { at cursor } }';

interface Moved {
  readonly parcelMoved: { readonly at: string; readonly cursor: string };
}

/** The operation of a client that goes on after what it saw: both libraries write it out each time that they connect. */
const resuming = (id: string) => {
  const steps: string[] = [];
  let after: string | undefined;
  const operation = {
    query,
    variables: {
      id,
      get after() {
        return after;
      },
    },
  };
  const sink = {
    next: ({ data }: { readonly data?: Moved | null }): void => {
      if (!data) return;
      after = data.parcelMoved.cursor;
      steps.push(data.parcelMoved.at);
    },
    error: () => undefined,
    complete: () => undefined,
  };
  return { operation, sink, steps };
};

describe('a client that loses the gateway', () => {
  let open: ResumptionFixture;
  let network: TcpProxy;

  beforeAll(async () => {
    open = await openResumptionFixture();
    network = await tcpProxy(Number(new URL(open.gateway.url).port));
  });

  afterAll(async () => {
    await network.stop();
    await open.close();
  });

  const address = (scheme: string): string => `${scheme}://127.0.0.1:${network.port.toString()}/graphql`;

  const clients = {
    'graphql-ws': () => createClient({ url: address('ws'), webSocketImpl: WebSocket, shouldRetry: () => true }),
    'graphql-sse': () => createEventStreamClient({ url: address('http') }),
  };

  it.each(['graphql-ws', 'graphql-sse'] as const)('misses nothing and gets nothing twice, by %s', async (library) => {
    const id = library;
    const { operation, sink, steps } = resuming(id);
    open.parcels.record(id, { at: 'depot' });
    const client = clients[library]();
    client.subscribe<Moved>(operation, sink);
    const shows = (...expected: readonly string[]): Promise<void> =>
      eventually(
        () => {
          expect(steps).toEqual(expected);
        },
        { withinMs: 30_000 },
      );
    await shows('depot');
    network.cut();
    open.parcels.record(id, { at: 'van' });
    open.parcels.record(id, { at: 'door' });
    network.restore();
    await shows('depot', 'van', 'door');
    open.parcels.record(id, { at: 'hall' });
    await shows('depot', 'van', 'door', 'hall');
    await client.dispose();
  });
});
