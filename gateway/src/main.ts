#!/usr/bin/env node
import { composeGateway } from './composition';
import { readConfig } from './config';

/** Work that is not finished by then is abandoned. */
const STOP_WITHIN_MS = 9_500;

const fail = (error: unknown): never => {
  process.stderr.write(`gateway: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
};

const run = async (): Promise<void> => {
  const gateway = await composeGateway(readConfig());
  await gateway.start();

  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(0);
    stopping = true;
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
    gateway.stop().then(() => process.exit(0), fail);
  };
  process.once('SIGTERM', stop);
  process.on('SIGINT', stop);
};

run().catch(fail);
