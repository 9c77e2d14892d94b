import { join } from 'node:path';
import { type TestProcess, testProcess } from '@oms/testing';
import { createRemoteJWKSet, jwtVerify } from 'jose';

describe('the identity simulator', () => {
  let identity: TestProcess;

  beforeAll(async () => {
    identity = await testProcess({ main: join(__dirname, '..', 'dist', 'main.js') });
  });

  afterAll(async () => {
    await identity.remove();
  });

  const tokenOf = async (query: string): Promise<string> => {
    const response = await fetch(`${identity.url}/token?${query}`, { method: 'POST' });
    const { access_token } = (await response.json()) as { access_token: string };
    return access_token;
  };

  const verify = async (token: string) => {
    const keys = createRemoteJWKSet(new URL(`${identity.url}/jwks`));
    const { payload } = await jwtVerify(token, keys, { issuer: identity.url, audience: 'oms' });
    return payload;
  };

  it('issues tokens that can be verified with its published keys', async () => {
    expect(await verify(await tokenOf('persona=operator'))).toMatchObject({
      sub: 'olga',
      scope: expect.stringContaining('orders:operate') as string,
    });
  });

  it('issues expired tokens, for tests', async () => {
    await expect(verify(await tokenOf('persona=customer&lifetimeS=-60'))).rejects.toThrow('"exp"');
  });

  it('keeps its key after it is killed', async () => {
    const token = await tokenOf('persona=customer');
    await identity.kill();
    await identity.start();
    expect(await verify(token)).toMatchObject({ sub: 'ada' });
  });

  it('lists the personas in its response to an unknown one', async () => {
    const response = await fetch(`${identity.url}/token?persona=nobody`, { method: 'POST' });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'Give ?persona= one of customer, other-customer, operator, or any ?subject=.',
    });
  });
});
