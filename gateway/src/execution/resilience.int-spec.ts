import { eventually } from '@oms/testing';
import { productSubgraphs, stopSubgraphs } from '../testing/product-subgraphs';
import { testGateway, type TestGateway } from '../testing/test-gateway';
import type { TestSubgraph } from '../testing/test-subgraph';

const WHOLE = '{ product(upc: "a") { name reviews { body author { name } } } }';

/** Holds requests back until it is let go. */
const gate = () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    open: () => {
      open();
    },
    hold: async () => opened.then(() => false),
  };
};

describe('the gateway, when subgraphs fail', () => {
  let parts: Awaited<ReturnType<typeof productSubgraphs>>;
  let gateway: TestGateway;

  const start = async (env: Record<string, string> = {}): Promise<void> => {
    gateway = await testGateway(Object.values(parts), env);
  };

  beforeEach(async () => {
    parts = await productSubgraphs();
  });

  afterEach(async () => {
    await gateway.stop();
    await stopSubgraphs(parts);
  });

  const misbehaveOnce = (subgraph: TestSubgraph, status: number): void => {
    subgraph.misbehave((response) => {
      subgraph.misbehave(undefined);
      response.writeHead(status).end('<html>');
      return true;
    });
  };

  it('gives what there is and an error where something is missing', async () => {
    await start();
    await parts.accounts.stop();
    const { status, result } = await gateway.ask(WHOLE);
    expect(status).toBe(200);
    expect(result.data).toEqual({
      product: {
        name: 'Product a',
        reviews: [
          { body: 'Good', author: { name: null } },
          { body: 'Bad', author: { name: null } },
        ],
      },
    });
    expect(result.errors?.map(({ path, extensions }) => [path, extensions['code']])).toEqual([
      [['product', 'reviews', 0, 'author'], 'SERVICE_UNAVAILABLE'],
      [['product', 'reviews', 1, 'author'], 'SERVICE_UNAVAILABLE'],
    ]);
  });

  it('starts while a subgraph is down, and serves it when it is back', async () => {
    await parts.products.stop();
    await start();
    const down = await gateway.ask('{ views }');
    expect(down.result.errors?.[0]).toMatchObject({ path: ['views'], extensions: { code: 'SERVICE_UNAVAILABLE' } });
    expect(JSON.stringify(down.result)).not.toContain('127.0.0.1');
    await parts.products.start();
    await eventually(async () => {
      expect((await gateway.ask('{ views }')).result.data).toEqual({ views: 0 });
    });
  });

  it('waits no longer than a subgraph may take', async () => {
    await start({ SUBGRAPH_ACCOUNTS_TIMEOUT_MS: '300' });
    parts.accounts.misbehave(() => new Promise(() => undefined));
    const { result } = await gateway.ask(WHOLE);
    expect(result.errors?.[0]?.extensions['code']).toBe('SUBGRAPH_TIMEOUT');
    expect(result.data?.['product']).toMatchObject({ name: 'Product a' });
  });

  it('answers with what it has when the request is out of time', async () => {
    await start({ REQUEST_TIMEOUT_MS: '1500' });
    parts.accounts.misbehave(() => new Promise(() => undefined));
    const { result } = await gateway.ask(WHOLE);
    expect(result.errors?.[0]?.extensions['code']).toBe('REQUEST_CANCELLED');
    expect(result.data?.['product']).toMatchObject({ name: 'Product a' });
  });

  it('sends a query again when a proxy had no answer', async () => {
    await start();
    misbehaveOnce(parts.products, 503);
    expect((await gateway.ask('{ views }')).result).toEqual({ data: { views: 0 } });
    expect(await gateway.metric(/gateway_subgraph_retries_total.*products/)).toBe(1);
  });

  it('never sends a mutation twice', async () => {
    await start();
    misbehaveOnce(parts.products, 503);
    const { result } = await gateway.ask('mutation { view(upc: "a") { upc } }');
    expect(result).toMatchObject({ data: { view: null }, errors: [{ path: ['view'] }] });
    expect(parts.products.received).toHaveLength(1);
  });

  it('repeats no more than its budget allows', async () => {
    await start({ CIRCUIT_REQUESTS_MIN: '1000' });
    parts.products.misbehave((response) => {
      response.writeHead(503).end();
      return true;
    });
    for (let asked = 0; asked < 40; asked += 1) await gateway.ask('{ views }');
    expect(parts.products.received.length).toBeLessThanOrEqual(40 + 14);
  });

  it('takes an answer with errors for an answer, whatever its status', async () => {
    await start();
    parts.products.misbehave((response) => {
      response.writeHead(503, { 'content-type': 'application/json' });
      response.end('{"errors":[{"message":"Closed today","extensions":{"code":"CLOSED"}}]}');
      return true;
    });
    const { result } = await gateway.ask('{ views }');
    expect(result.errors?.[0]).toMatchObject({ message: 'Closed today', extensions: { code: 'CLOSED' } });
    expect(parts.products.received).toHaveLength(1);
  });

  it('sends nothing to a subgraph that keeps failing, and tries it again after a while', async () => {
    await start({ CIRCUIT_REQUESTS_MIN: '4', CIRCUIT_OPEN_MS: '200' });
    await parts.products.stop();
    for (let asked = 0; asked < 4; asked += 1) await gateway.ask('{ views }');
    const spared = await gateway.ask('{ views }');
    expect(spared.result.errors?.[0]?.extensions['reason']).toBe('SUBGRAPH_CIRCUIT_OPEN');
    await parts.products.start();
    await eventually(async () => {
      expect((await gateway.ask('{ views }')).result.data).toEqual({ views: 0 });
    });
  });

  it('bounds what may wait for a subgraph', async () => {
    await start({ SUBGRAPH_CONNECTIONS_MAX: '1', SUBGRAPH_QUEUE_MAX: '1' });
    const { open, hold } = gate();
    parts.products.misbehave(hold);
    const names = ['a', 'b', 'c', 'd'].map((alias) => `{ ${alias}: views }`);
    const asked = names.map((query) => gateway.ask(query));
    const overloaded = await Promise.any(
      asked.map(async (one) => {
        const reason = (await one).result.errors?.[0]?.extensions['reason'];
        if (reason !== 'SUBGRAPH_OVERLOADED') throw new Error('answered');
        return reason;
      }),
    );
    open();
    await Promise.all(asked);
    expect(overloaded).toBe('SUBGRAPH_OVERLOADED');
  });

  it('fetches once what several requests of one actor need at the same time', async () => {
    await start();
    const { open, hold } = gate();
    parts.products.misbehave(hold);
    const asked = [1, 2, 3].map(() => gateway.ask('{ views }'));
    await eventually(async () => {
      expect(await gateway.metric(/gateway_subgraph_fetches_shared_total.*products/)).toBe(2);
    });
    open();
    const answers = await Promise.all(asked);
    expect(answers.map(({ result }) => result.data)).toEqual([{ views: 0 }, { views: 0 }, { views: 0 }]);
    expect(parts.products.received).toHaveLength(1);
  });

  it('shares nothing between actors', async () => {
    await start();
    const { open, hold } = gate();
    parts.products.misbehave(hold);
    const asked = ['ada', 'grace'].map((authorization) => gateway.ask('{ views }', { headers: { authorization } }));
    await eventually(() => {
      expect(parts.products.received).toHaveLength(2);
    });
    open();
    await Promise.all(asked);
  });

  it('does not let a query join one that started before a change', async () => {
    await start();
    const { open, hold } = gate();
    parts.products.misbehave(hold);
    const before = gateway.ask('{ views }');
    await eventually(() => {
      expect(parts.products.received).toHaveLength(1);
    });
    parts.products.misbehave(undefined);
    await gateway.ask('mutation { view(upc: "a") { upc } }');
    expect((await gateway.ask('{ views }')).result.data).toEqual({ views: 1 });
    open();
    await before;
  });

  it('names each entity once to its subgraph, however often it occurs', async () => {
    await start();
    const { result } = await gateway.ask('{ products(first: 3) { reviews { author { name } } } }');
    expect(result.data?.['products']).toHaveLength(3);
    expect(result).not.toHaveProperty('errors');
    expect(parts.accounts.received.map(({ variables }) => variables['representations'])).toEqual([
      [
        { __typename: 'User', id: '1' },
        { __typename: 'User', id: '2' },
      ],
    ]);
  });

  it('stops fetching when the client has gone', async () => {
    await start();
    const { open, hold } = gate();
    parts.products.misbehave(hold);
    const client = new AbortController();
    const asked = gateway.ask(WHOLE, { signal: client.signal });
    await eventually(() => {
      expect(parts.products.received).toHaveLength(1);
    });
    client.abort();
    await expect(asked).rejects.toThrow();
    await eventually(async () => {
      expect(await gateway.metric(/duration_seconds_count.*REQUEST_CANCELLED/)).toBe(1);
    });
    open();
    expect(parts.reviews.received).toHaveLength(0);
  });
});
