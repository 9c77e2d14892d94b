import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const folders = [
  ...['identity', 'payment-provider', 'mailbox'].map((name) => `simulators/${name}`),
  ...['orders', 'inventory', 'payments', 'notifications'].map((name) => `subgraphs/${name}`),
  'gateway',
];

/** Answers its health and shows its environment; ends at once when told to by `FAIL`. */
const toyMain = `
const { createServer } = require('node:http');
if (process.env.FAIL) { console.error(process.env.FAIL); process.exit(1); }
const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(request.url === '/env' ? process.env : { access_token: 'a token of ' + request.url }));
});
server.listen(Number(process.env.PORT), process.env.HOST, () => console.log('toy is up'));
process.on('SIGTERM', () => { console.log('toy drains'); process.exit(0); });
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
