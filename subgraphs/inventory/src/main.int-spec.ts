import { join } from 'node:path';
import { isolatedNats, testProcess, testServers } from '@oms/testing';

const main = join(__dirname, '..', 'dist', 'main.js');
const nowhere = 'http://127.0.0.1:9';

describe('the process of inventory', () => {
  it('serves the catalogue, also after it was killed and started again', async () => {
    const servers = await testServers(['inventory']);
    const nats = await isolatedNats();
    const inventory = await testProcess({
      main,
      env: {
        DATABASE_URL: servers.schemas.inventory.url,
        NATS_URL: nats.url,
        JWKS_URL: `${nowhere}/jwks`,
        TOKEN_ISSUER: nowhere,
        TOKEN_AUDIENCE: 'oms',
      },
    });
    const products = async (): Promise<unknown> => {
      const response = await fetch(`${inventory.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ products { nodes { sku } } }' }),
      });
      return response.json();
    };
    expect(await products()).toEqual({ data: { products: { nodes: [] } } });
    expect((await fetch(`${inventory.url}/readyz`)).status).toBe(200);
    const metrics = await (await fetch(`${inventory.url}/metrics`)).text();
    expect(metrics).toContain('oms_pruned_rows_total{table="idempotency",service="inventory"}');
    await inventory.kill();
    await inventory.start();
    expect(await products()).toEqual({ data: { products: { nodes: [] } } });
    await inventory.remove();
    await nats.remove();
    await servers.drop();
  });
});
