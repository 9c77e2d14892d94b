import { documentAttacks, eventually } from '@oms/testing';
import { acknowledgedSocket, subscribeMessage } from '../subscriptions/testing/clients';
import { getByProgramFrom } from '../testing/http-requests';
import { testGateway, type TestGateway } from '../testing/test-gateway';
import { testSubgraph, type TestSubgraph } from '../testing/test-subgraph';

interface ReportedError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ');

describe('a document that takes too much work', () => {
  let self: TestSubgraph;
  let gateway: TestGateway;

  beforeAll(async () => {
    self = await testSubgraph({
      name: 'self',
      typeDefs:
        'type Query { me: Query list(in: [Int], of: In): Query } input In { in: In } type Subscription { me: Int }',
    });
    gateway = await testGateway([self]);
  });

  afterAll(async () => {
    await gateway.stop();
    await self.stop();
  });

  const byPost = async (query: string): Promise<readonly ReportedError[]> =>
    (await gateway.ask(query)).result.errors ?? [];

  const byGet = async (query: string): Promise<readonly ReportedError[]> => {
    const { result } = await getByProgramFrom(gateway, new URLSearchParams({ query }).toString());
    return result.errors ?? [];
  };

  const byEventStream = async (query: string): Promise<readonly ReportedError[]> => {
    const { text } = await gateway.ask(query, { headers: { accept: 'text/event-stream' } });
    const [, data = '{}'] = /^data: (.+)$/m.exec(text) ?? [];
    return (JSON.parse(data) as { readonly errors?: readonly ReportedError[] }).errors ?? [];
  };

  const byWebSocket = async (query: string): Promise<readonly ReportedError[]> => {
    const opened = await acknowledgedSocket(gateway);
    opened.send(subscribeMessage('attack', query));
    opened.send(subscribeMessage('beside', '{ __typename }'));
    await eventually(() => {
      expect(opened.messages).toHaveLength(3);
    });
    expect(opened.messages).toContainEqual({ id: 'beside', type: 'complete' });
    opened.socket.close();
    return opened.messages.find(({ id }) => id === 'attack')?.['payload'] as readonly ReportedError[];
  };

  const transports = { POST: byPost, GET: byGet, 'an event stream': byEventStream, 'a WebSocket': byWebSocket };
  const rows = Object.keys(transports).flatMap((transport) =>
    documentAttacks('me').map((attack) => ({ transport: transport as keyof typeof transports, ...attack })),
  );

  it.each(rows)('of $what is refused by $transport, and others are answered', async ({ transport, query, limits }) => {
    const [errors, alive] = await Promise.all([transports[transport](query), gateway.request('/livez')]);
    expect(limits).toContain(errors[0]?.extensions?.['code']);
    expect(errors[0]?.message).toMatch(/limit|within itself/);
    expect(alive.status).toBe(200);
    expect(self.received).toEqual([]);
  });

  it.each([
    ['directives', `{ me { __typename ${times(120, () => '@include(if: true)')} } }`],
    ['variables', `query (${times(200, (n) => `$v${n.toString()}: Int`)}) { me { __typename } }`],
    ['values', `{ list(in: [${times(900, () => '"no"')}]) { __typename } }`],
    ['nested values', `{ list(of: ${'{ in: '.repeat(230)} null ${'}'.repeat(230)}) { __typename } }`],
    ['nested fields', `${'{ me '.repeat(300)}{ __typename } ${'}'.repeat(300)}`],
    ['operations', times(150, (n) => `query Q${n.toString()} { ...F }`) + ' fragment F on Query { __typename }'],
  ])('with hundreds of %s is refused', async (_, query) => {
    for (const ask of Object.values(transports)) {
      const [first] = await ask(query);
      expect(first?.extensions?.['code']).toMatch(/_LIMIT$|^GRAPHQL_VALIDATION_FAILED$|^OPERATION_RESOLUTION_FAILURE$/);
    }
    expect(self.received).toEqual([]);
  });

  it('is refused as a subscription, whose conditions are decided before it is planned', async () => {
    const query = `subscription ($on: Boolean!) { ...F0 } ${times(40, (n) => `fragment F${n.toString()} on Subscription { ...F${(n + 1).toString()} ...F${(n + 1).toString()} }`)} fragment F40 on Subscription { me @include(if: $on) }`;
    for (const ask of [byPost, byEventStream, byWebSocket])
      expect((await ask(query))[0]?.extensions?.['code']).toMatch(/_LIMIT$|^BAD_REQUEST$|^BAD_USER_INPUT$/);
  });

  it('is refused again when the gateway has cached it', async () => {
    const [{ query } = { query: '' }] = documentAttacks('me');
    for (const ask of [byGet, byGet, byPost, byPost])
      expect((await ask(query))[0]?.extensions?.['code']).toMatch(/_LIMIT$/);
  });
});
