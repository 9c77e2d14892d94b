import { readConfig } from './config';

const read = (env: Record<string, string> = {}) => readConfig({ SUPERGRAPH_FILE: 'supergraph.graphql', ...env });

describe('the configuration', () => {
  it('needs the supergraph and nothing else', () => {
    expect(read()).toMatchObject({ identity: undefined, introspection: true, http: { host: '127.0.0.1', port: 4000 } });
  });

  it('shows neither schema nor pages in production', () => {
    expect(read({ NODE_ENV: 'production' })).toMatchObject({ introspection: false, pages: { enabled: false } });
  });

  it('takes a setting that is empty for one that is not there', () => {
    expect(read({ JWKS_URL: '', DEPTH_MAX: '' }).limits.depthMax).toBe(12);
  });

  it('reads what is set for one subgraph', () => {
    const { subgraphs } = read({
      SUBGRAPH_ORDERS_URL: 'http://orders/graphql',
      SUBGRAPH_ORDERS_SUBSCRIPTION_URL: 'http://orders/stream',
      SUBGRAPH_ORDERS_TIMEOUT_MS: '7',
    });
    expect(subgraphs).toMatchObject({
      urls: { ORDERS: 'http://orders/graphql' },
      subscriptionUrls: { ORDERS: 'http://orders/stream' },
      timeoutsMs: { ORDERS: 7 },
    });
    expect(Object.keys(subgraphs.urls)).toEqual(['ORDERS']);
  });

  it.each([
    [{ SUBGRAPH_TIMEOUT_MS: 'soon' }, 'SUBGRAPH_TIMEOUT_MS'],
    [{ JWKS_URL: 'not a url' }, 'JWKS_URL'],
    [{ SAFELIST: 'on' }, 'PERSISTED_OPERATIONS_FILE'],
    [{ SUBGRAPH_ORDERS_URL: 'nowhere' }, 'ORDERS'],
    [{ INTROSPECTION: 'maybe' }, 'INTROSPECTION'],
  ])('names what is wrong with %p', (env, name) => {
    expect(() => read(env)).toThrow(name);
  });
});
