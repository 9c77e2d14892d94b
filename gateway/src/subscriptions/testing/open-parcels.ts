import { eventually } from '@oms/testing';
import { testGateway, type TestGateway } from '../../testing/test-gateway';
import { subscribe, subscribeByEvents, webSocketClient, type Received } from './clients';
import { testSubgraph, type TestSubgraph } from './test-subgraph';

/** Reconnecting waits with growing pauses. */
const BACK_WITHIN_MS = 20_000;

export const transports = ['a WebSocket', 'an event stream'] as const;
export type Transport = (typeof transports)[number];

/** How the gateway asks the subgraph. */
export const protocols = ['graphql-transport-ws', 'server-sent events'] as const;

export interface Watching {
  readonly transport?: Transport;
  readonly variables?: Record<string, unknown>;
}

/** A subgraph whose streams can be resumed, another to join with, and a gateway on both. */
export interface Parcels {
  readonly parcels: TestSubgraph;
  readonly products: TestSubgraph;
  readonly gateway: TestGateway;
  watch(query: string, watching?: Watching): Received;
  /** Waits until the subgraph serves so many subscriptions. */
  serves(active: number): Promise<void>;
  close(): Promise<void>;
}

/** What its events say, whatever the field is called. */
export const stepsIn = ({ events }: Received): readonly unknown[] =>
  events.map(({ data }) => Object.values(data as Record<string, { readonly at: string } | null>)[0]?.at);

export const shows = (received: Received, ...steps: readonly string[]): Promise<void> =>
  eventually(
    () => {
      expect(stepsIn(received)).toEqual(steps);
    },
    { withinMs: BACK_WITHIN_MS },
  );

export const openParcels = async (protocol: (typeof protocols)[number] = 'graphql-transport-ws'): Promise<Parcels> => {
  const [parcels, products] = await Promise.all([testSubgraph('parcels'), testSubgraph('products')]);
  const streams = { SUBGRAPH_PARCELS_SUBSCRIPTION_URL: parcels.url.replace('/graphql', '/stream') };
  const env = protocol === 'graphql-transport-ws' ? {} : streams;
  // Every beginning comes too late to count as a greeting: nothing here may depend on that.
  const gateway = await testGateway([parcels, products], { ...env, SUBSCRIPTION_GREETING_MS: '1' });
  const watched: Received[] = [];
  return {
    parcels,
    products,
    gateway,
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
      await Promise.all([parcels.kill(), products.kill()]);
    },
  };
};
