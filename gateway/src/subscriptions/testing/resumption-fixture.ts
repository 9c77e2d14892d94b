import { eventually, tcpProxy, type TcpProxy } from '@oms/testing';
import { testGateway, type TestGateway } from '../../testing/test-gateway';
import { subscribe, subscribeByEvents, webSocketClient, type Received } from './clients';
import { testSubgraph, type TestSubgraph } from './test-subgraph';

/** A silent connection is given up after twenty seconds, and reconnecting waits with growing pauses. */
const BACK_WITHIN_MS = 40_000;

export const transports = ['a WebSocket', 'an event stream'] as const;
export type Transport = (typeof transports)[number];

/** How the gateway subscribes at the subgraph. */
export const protocols = ['graphql-transport-ws', 'server-sent events'] as const;

export interface Watching {
  readonly transport?: Transport;
  readonly variables?: Record<string, unknown>;
}

/** A subgraph whose streams can be resumed, another to join with, and a gateway on both. */
export interface ResumptionFixture {
  readonly parcels: TestSubgraph;
  readonly products: TestSubgraph;
  readonly gateway: TestGateway;
  /** Between the gateway and the subgraph's streams. */
  readonly network: TcpProxy;
  watch(query: string, watching?: Watching): Received;
  /** Waits until the subgraph serves so many subscriptions. */
  serves(active: number): Promise<void>;
  close(): Promise<void>;
}

/** What its events say, whatever the field is called. */
const stepsIn = ({ events }: Received): readonly unknown[] =>
  events.map(({ data }) => Object.values(data as Record<string, { readonly at: string } | null>)[0]?.at);

export const shows = (received: Received, ...steps: readonly string[]): Promise<void> =>
  eventually(
    () => {
      expect(stepsIn(received)).toEqual(steps);
    },
    { withinMs: BACK_WITHIN_MS },
  );

interface ResumptionFixtureOptions {
  readonly protocol?: (typeof protocols)[number];
  /** Streams go to the routing URL, which a new supergraph may change, and not through `network`. */
  readonly direct?: boolean;
}

export const openResumptionFixture = async ({
  protocol = 'graphql-transport-ws',
  direct = false,
}: ResumptionFixtureOptions = {}): Promise<ResumptionFixture> => {
  const [parcels, products] = await Promise.all([testSubgraph('parcels'), testSubgraph('products')]);
  const network = await tcpProxy(Number(new URL(parcels.url).port));
  const address = `127.0.0.1:${network.port.toString()}`;
  const stream = protocol === 'graphql-transport-ws' ? `ws://${address}/graphql` : `http://${address}/stream`;
  const gateway = await testGateway([parcels, products], {
    ...(direct ? {} : { SUBGRAPH_PARCELS_SUBSCRIPTION_URL: stream }),
    // Every beginning comes too late to count as an initial event: nothing here may depend on that.
    SUBSCRIPTION_GREETING_MS: '1',
  });
  const watched: Received[] = [];
  return {
    parcels,
    products,
    gateway,
    network,
    watch: (query, { transport = 'a WebSocket', variables } = {}) => {
      const received =
        transport === 'a WebSocket'
          ? subscribe(webSocketClient(gateway), query, variables)
          : subscribeByEvents(gateway, query);
      watched.push(received);
      return received;
    },
    serves: (active) =>
      eventually(
        async () => {
          expect((await parcels.counts()).active).toBe(active);
        },
        { withinMs: BACK_WITHIN_MS },
      ),
    close: async () => {
      for (const received of watched) received.leave();
      await gateway.stop();
      await network.stop();
      await Promise.all([parcels.kill(), products.kill()]);
    },
  };
};
