import { productSubgraphs, stopSubgraphs } from '../../testing/product-subgraphs';
import { testGateway, type TestGateway } from '../../testing/test-gateway';

const ALLOWED = 'https://console.example';
const OTHER = 'https://elsewhere.example';

describe('cross-origin requests', () => {
  let parts: Awaited<ReturnType<typeof productSubgraphs>>;
  let closed: TestGateway;
  let selective: TestGateway;
  let open: TestGateway;

  beforeAll(async () => {
    parts = await productSubgraphs();
    const subgraphs = Object.values(parts);
    closed = await testGateway(subgraphs);
    selective = await testGateway(subgraphs, { CORS_ORIGINS: `https://first.example, ${ALLOWED}` });
    open = await testGateway(subgraphs, { CORS_ORIGINS: '*' });
  });

  afterAll(async () => {
    await Promise.all([closed.stop(), selective.stop(), open.stop(), stopSubgraphs(parts)]);
  });

  const preflight = (gateway: TestGateway, origin: string) =>
    gateway.request('/graphql', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });

  const allowedOrigin = ({ headers }: { readonly headers: Headers }) => headers.get('access-control-allow-origin');

  it('are allowed to pages of the origins that are configured', async () => {
    const answer = await selective.ask('{ views }', { headers: { origin: ALLOWED } });
    expect(allowedOrigin(answer)).toBe(ALLOWED);
    expect(answer.headers.get('access-control-expose-headers')).toBe('x-correlation-id');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('vary')).toMatch(/origin/i);
  });

  it('are allowed after a preflight that names the method and the headers', async () => {
    const { status, headers } = await preflight(selective, ALLOWED);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(ALLOWED);
    expect(headers.get('access-control-allow-methods')).toMatch(/^GET, ?POST$/);
    expect(headers.get('access-control-allow-headers')).toBe('authorization,content-type');
    expect(headers.get('access-control-max-age')).toBe('600');
  });

  it('are not allowed to pages of other origins', async () => {
    expect(allowedOrigin(await selective.ask('{ views }', { headers: { origin: OTHER } }))).toBeNull();
    expect(allowedOrigin(await preflight(selective, OTHER))).toBeNull();
  });

  it('are allowed to all pages where every origin is configured', async () => {
    expect(allowedOrigin(await open.ask('{ views }', { headers: { origin: OTHER } }))).toBe(OTHER);
    expect(allowedOrigin(await preflight(open, OTHER))).toBe(OTHER);
  });

  it('are allowed to none where no origin is configured', async () => {
    expect(allowedOrigin(await closed.ask('{ views }', { headers: { origin: OTHER } }))).toBeNull();
    expect(allowedOrigin(await preflight(closed, OTHER))).toBeNull();
  });

  it('have nothing to do with a client that is no web page', async () => {
    const { status, headers } = await open.request('/graphql', { method: 'OPTIONS' });
    expect([status, headers.get('allow')]).toEqual([204, 'GET, POST, OPTIONS']);
    expect(allowedOrigin(await open.ask('{ views }'))).toBeNull();
  });
});
