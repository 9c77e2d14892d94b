import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type TestProcess, testProcess } from '@oms/testing';

const root = resolve(__dirname, '../..');
const run = promisify(execFile);

describe('npm run token', () => {
  let identity: TestProcess;

  beforeAll(async () => {
    identity = await testProcess({ main: join(root, 'simulators', 'identity', 'dist', 'main.js') });
  });

  afterAll(async () => {
    await identity.remove();
  });

  const token = (persona: string, identityUrl = identity.url) =>
    run(process.execPath, [join(root, 'scripts', 'token.mjs'), persona], {
      // Outside the repository, so that no installed package can be found.
      cwd: '/',
      env: { IDENTITY_URL: identityUrl },
    });

  it('prints a token and nothing else', async () => {
    const { stdout, stderr } = await token('customer');
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(stderr).toBe('');
  });

  it('lists the personas when it is given another name', async () => {
    await expect(token('nobody')).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'Usage: npm run -s token -- customer|other-customer|operator\n',
    });
  });

  it('prints what to do when no system runs', async () => {
    await expect(token('customer', 'http://127.0.0.1:1')).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'No identity provider answers at http://127.0.0.1:1: run npm start in another terminal.\n',
    });
  });
});
