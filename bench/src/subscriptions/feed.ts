import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { forkChild } from '../child-process';
import type { FeedMessage, FeedCommand } from './feed-process';
import { startGateway, type GatewayProcess } from './gateway-process';
import type { SubscribersMessage, SubscribersCommand, SubscriberSocket } from './subscribers-process';
import { createTokens } from '../tokens';

const START_WITHIN_MS = 10_000;
const OPEN_WITHIN_MS = 120_000;
const COUNT_POLL_MS = 100;
const DELIVERED_WITHIN_MS = 30_000;
const NANOSECONDS = 1e6;

const query = /* GraphQL */ `
  subscription Posted($topic: ID!) {
    posted(topic: $topic) {
      number
      text
      author {
        id
        name
      }
    }
  }
`;

/** A gateway on two subgraphs, and clients that subscribe. */
export interface Feed {
  readonly gateway: GatewayProcess;
  readonly tokenOf: (subject: string) => string;
  /** Resolves when the subgraph serves `upstreams` subscriptions: as many as the clients have, or fewer where they are shared. */
  subscribe(sockets: readonly SubscriberSocket[], upstreams: number): Promise<void>;
  /** Milliseconds from the moment at which the subgraph publishes to the moment at which the last client has read. */
  publish(number: number): Promise<number>;
  stop(): Promise<void>;
}

export const openFeed = async (folder: string): Promise<Feed> => {
  const { jwks, tokenOf } = createTokens();
  const subgraphs = forkChild<FeedCommand, FeedMessage>(join(__dirname, 'feed-process.js'), [jwks]);
  const clients = forkChild<SubscribersCommand, SubscribersMessage>(join(__dirname, 'subscribers-process.js'));
  const stopChildren = async (): Promise<void> => {
    await Promise.all([clients.stop(), subgraphs.stop()]);
  };

  const started = async (): Promise<GatewayProcess> => {
    const { port } = await subgraphs.receive('listening', START_WITHIN_MS);
    return startGateway({ origin: `http://127.0.0.1:${port.toString()}` }, folder);
  };
  const gateway = await started().catch(async (error: unknown) => {
    await stopChildren();
    throw error;
  });

  const upstreamsReach = async (expected: number): Promise<void> => {
    const timeoutAt = Date.now() + OPEN_WITHIN_MS;
    for (;;) {
      const counted = subgraphs.receive('count', START_WITHIN_MS);
      subgraphs.send({ type: 'count' });
      const { open } = await counted;
      if (open === expected) return;
      if (Date.now() > timeoutAt)
        throw new Error(`${open.toString()} of ${expected.toString()} upstreams were opened.`);
      await delay(COUNT_POLL_MS);
    }
  };

  return {
    gateway,
    tokenOf,
    subscribe: async (sockets, upstreams) => {
      const subscribed = clients.receive('subscribed', OPEN_WITHIN_MS);
      clients.send({ url: gateway.url, query, sockets });
      await subscribed;
      const subscriptions = sockets.reduce((sum, { topics }) => sum + topics.length, 0);
      await gateway.reaches('gateway_subscriptions_open', subscriptions);
      await upstreamsReach(upstreams);
    },
    publish: async (number) => {
      const published = subgraphs.receive('published', START_WITHIN_MS);
      const delivered = clients.receive('delivered', DELIVERED_WITHIN_MS);
      subgraphs.send({ type: 'publish', number });
      const [from, to] = await Promise.all([published, delivered]);
      return Number(BigInt(to.at) - BigInt(from.at)) / NANOSECONDS;
    },
    stop: async () => {
      await Promise.all([gateway.stop(), stopChildren()]);
    },
  };
};
