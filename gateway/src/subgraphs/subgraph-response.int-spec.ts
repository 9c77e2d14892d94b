import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { eventually } from '@oms/testing';
import { subscribe, webSocketClient } from '../subscriptions/testing/clients';
import { productSubgraphs, stopSubgraphs } from '../testing/product-subgraphs';
import { testGateway, type TestGateway } from '../testing/test-gateway';

describe('a subgraph that writes null for what there is none of', () => {
  let parts: Awaited<ReturnType<typeof productSubgraphs>>;
  let gateway: TestGateway | undefined;

  beforeEach(async () => {
    parts = await productSubgraphs();
  });

  afterEach(async () => {
    await gateway?.stop();
    await stopSubgraphs(parts);
  });

  const answering = async (body: object) => {
    gateway = await testGateway(Object.values(parts));
    parts.products.misbehave((response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      return true;
    });
    return (await gateway.ask('{ product(upc: "a") { name } me: __typename }')).result;
  };

  it('is taken by its word: no errors', async () => {
    const data = { product: { name: 'Product a' } };
    expect(await answering({ data, errors: null, extensions: null })).toEqual({ data: { ...data, me: 'Query' } });
  });

  it('has given no answer where its data is null as well', async () => {
    const { data, errors } = await answering({ data: null, errors: null, extensions: null });
    expect(data).toEqual({ product: null, me: 'Query' });
    expect(errors).toMatchObject([{ path: ['product'], extensions: { code: 'SUBGRAPH_BAD_ANSWER' } }]);
  });

  it('is understood in events too', async () => {
    const typeDefs = parse('type Query { up: Boolean } type Subscription { ticks: Int }');
    const ticks = async function* () {
      yield { ticks: 1 };
      yield await Promise.resolve({ ticks: 2 });
    };
    const schema = buildSubgraphSchema({ typeDefs, resolvers: { Subscription: { ticks: { subscribe: ticks } } } });
    const server: Server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const nulls = { errors: null, extensions: null };
    const onNext = (...[, , , , result]: { readonly data?: unknown }[]): object => ({ ...result, ...nulls });
    const sockets = useServer({ schema, onNext: onNext as never }, new WebSocketServer({ server, path: '/graphql' }));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}/graphql`;
    gateway = await testGateway([{ name: 'clock', url, typeDefs }]);
    const client = webSocketClient(gateway);
    const received = subscribe(client, 'subscription { ticks }');
    await eventually(() => {
      expect(received.outcome).toBe('completed');
    });
    expect(received.events).toEqual([{ data: { ticks: 1 } }, { data: { ticks: 2 } }]);
    await client.dispose();
    await sockets.dispose();
    server.close();
  });
});
