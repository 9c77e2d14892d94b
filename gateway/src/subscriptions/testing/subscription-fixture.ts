import type { Client } from 'graphql-ws';
import type { Logger } from '@oms/telemetry';
import { eventually } from '@oms/testing';
import { testGateway, type TestGateway } from '../../testing/test-gateway';
import { subscribe, subscribeByEvents, webSocketClient, type Received } from './clients';
import { testSubgraph, type SubgraphName, type TestSubgraph } from './test-subgraph';
import { readableTokens } from './verifier';

/** Running subgraphs and a gateway on them. */
export interface SubscriptionFixture {
  readonly gateway: TestGateway;
  readonly reviews: TestSubgraph;
  readonly products: TestSubgraph;
  client(authorization?: string): Client;
  /** Subscribes over a WebSocket of its own and waits until the subgraph has the subscription. */
  subscribes(query: string, variables?: Record<string, unknown>): Promise<Received>;
  /** The same by an event stream. */
  subscribesByEvents(query: string): Promise<Received>;
  /** Waits until reviews serves so many subscriptions. */
  reviewsServes(active: number): Promise<void>;
  close(): Promise<void>;
}

export interface SubscriptionFixtureOptions {
  readonly env?: Record<string, string>;
  /** Besides reviews and products. */
  readonly also?: readonly SubgraphName[];
  readonly logger?: Logger;
}

export const openSubscriptionFixture = async ({
  env = {},
  also = [],
  logger,
}: SubscriptionFixtureOptions = {}): Promise<SubscriptionFixture> => {
  const [reviews, products, ...others] = await Promise.all([
    testSubgraph('reviews'),
    testSubgraph('products'),
    ...also.map(testSubgraph),
  ]);
  const started = [reviews, products, ...others];
  const gateway = await testGateway(started, env, { verifier: readableTokens, ...(logger && { logger }) });
  const clients: Client[] = [];

  const client = (authorization?: string): Client => {
    const made = webSocketClient(gateway, authorization);
    clients.push(made);
    return made;
  };
  const oneMoreSubscription = async <Result>(ask: () => Result): Promise<Result> => {
    const { subscribed } = await reviews.counts();
    const result = ask();
    await eventually(async () => {
      expect((await reviews.counts()).subscribed).toBe(subscribed + 1);
    });
    return result;
  };

  return {
    gateway,
    reviews,
    products,
    client,
    subscribes: (query, variables) => oneMoreSubscription(() => subscribe(client(), query, variables)),
    subscribesByEvents: (query) => oneMoreSubscription(() => subscribeByEvents(gateway, query)),
    reviewsServes: (active) =>
      eventually(async () => {
        expect((await reviews.counts()).active).toBe(active);
      }),
    close: async () => {
      for (const each of clients) await each.dispose();
      await gateway.stop();
      await Promise.all(started.map((subgraph) => subgraph.kill()));
    },
  };
};
