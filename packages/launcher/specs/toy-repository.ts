import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const folders = [
  ...['identity', 'payment-provider', 'mailbox'].map((name) => `simulators/${name}`),
  ...['orders', 'inventory', 'payments', 'notifications'].map((name) => `subgraphs/${name}`),
  'gateway',
];

/**
 * Answers its health and shows its environment; ends at once when `FAIL` is set, and takes `DRAIN_MS` to end.
 * A request for `/block` is its last: it computes for ever. After `/sicken` it is not well. It is not ready while there is a
 * file named by `UNREADY_WHILE`.
 */
const toyMain = `
const { createServer } = require('node:http');
const { existsSync } = require('node:fs');
if (process.env.FAIL) { console.error(process.env.FAIL); process.exit(1); }
let isWell = true;
const server = createServer((request, response) => {
  if (request.url === '/block') for (;;);
  if (request.url === '/sicken') isWell = false;
  if (request.url === '/livez' && !isWell) response.statusCode = 500;
  if (request.url === '/readyz' && existsSync(process.env.UNREADY_WHILE ?? '')) response.statusCode = 503;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(request.url === '/env' ? process.env : { access_token: 'a token of ' + request.url }));
});
server.listen(Number(process.env.PORT), process.env.HOST, () => console.log('toy is up'));
process.on('SIGTERM', () => {
  console.log('toy drains');
  setTimeout(() => process.exit(0), Number(process.env.DRAIN_MS ?? 0));
});
`;

export interface ToyRepository {
  /** Laid out like the repository, with toys for processes. */
  readonly root: string;
  /** For the data of a system. */
  readonly data: string;
  remove(): void;
}

export const toyRepository = (): ToyRepository => {
  const folder = mkdtempSync(join(tmpdir(), 'oms-toys-'));
  const root = join(folder, 'repository');
  for (const service of folders) {
    const main = join(root, service, 'dist', 'main.js');
    mkdirSync(dirname(main), { recursive: true });
    writeFileSync(main, toyMain);
  }
  return {
    root,
    data: join(folder, 'data'),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
