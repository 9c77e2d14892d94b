import { readConfig } from './config';
import { identityServer } from './server';

const main = async (): Promise<void> => {
  const config = readConfig();
  const server = await identityServer(config);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  });
  const stop = (): void => {
    server.close();
    server.closeAllConnections();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  console.log(`identity issues tokens of ${config.issuerUrl} on port ${config.port.toString()}`);
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
