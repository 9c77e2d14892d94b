'use strict';

const { spawnSync } = require('node:child_process');
const { join } = require('node:path');

const root = join(__dirname, '..', '..');

/** What specs start as processes of their own, in the built form: everything that runs in production, and this package. */
const started = ['tsconfig.build.json', 'packages/testing'];

/**
 * Starts the servers that the integration specs share. This file runs outside of Jest's module mapping, so it takes the
 * built launcher, and builds it first: what it starts is never older than the sources.
 * Errors of types are not its business: those are reported, and what was emitted is used.
 */
module.exports = async () => {
  spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-b', ...started], {
    cwd: root,
    stdio: 'inherit',
  });
  spawnSync(process.execPath, [join('gateway', 'graphiql', 'build.mjs')], { cwd: root, stdio: 'inherit' });
  const { startSharedServers } = require('./dist/shared-servers');
  const servers = await startSharedServers();
  process.env.OMS_TEST_POSTGRES_URL = servers.postgresUrl;
  process.env.OMS_TEST_NATS_URL = servers.natsUrl;
  globalThis.sharedServers = servers;
};
