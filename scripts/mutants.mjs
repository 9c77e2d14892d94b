// Changes the code of one area, a little at a time, and reports which changes no test finds:
// npm run mutants -- orders [options of `stryker run`, such as --mutate 'subgraphs/orders/src/domain/**/*.ts' or --force]
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { areaNamed } from './mutant-areas.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const [areaName, ...options] = process.argv.slice(2);

const strykerProgram = join(root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');

const main = async () => {
  const area = areaNamed(areaName);
  // Shared by all runs of Jest, as the global setup of the integration specs shares them.
  const servers = area.needsServers
    ? await require('../packages/testing/dist/shared-servers').startSharedServers()
    : undefined;
  const env = {
    ...process.env,
    OMS_MUTANTS_AREA: area.name,
    ...(servers && { OMS_TEST_POSTGRES_URL: servers.postgresUrl, OMS_TEST_NATS_URL: servers.natsUrl }),
  };
  try {
    const { status } = spawnSync(process.execPath, [strykerProgram, 'run', ...options], {
      cwd: root,
      env,
      stdio: 'inherit',
    });
    process.exitCode = status ?? 1;
  } finally {
    await servers?.stop();
  }
};

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
