import { developmentPorts, seed, startSystem, type System } from '@oms/launcher';
import { dataFolder, documentOf } from './paths';
import { onStopRequest } from './stop-signals';
import { startupSummary } from './startup-summary';

const portOf = (text: string | undefined): number => {
  if (text === undefined || text === '') return developmentPorts.gateway;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0) return port;
  throw new Error(`PORT is ${text}, which is not a port number: remove it, or set it to the gateway's port.`);
};

const run = (onProgress: (line: string) => void): Promise<System> =>
  startSystem({
    folder: dataFolder,
    ports: { ...developmentPorts, gateway: portOf(process.env['PORT']) },
    databaseUrl: process.env['DATABASE_URL'],
    natsUrl: process.env['NATS_URL'],
    onProgress,
  });

const tokensOf = async ({ token }: System) => ({
  customer: await token('persona=customer'),
  'other-customer': await token('persona=other-customer'),
  operator: await token('persona=operator'),
});

const main = async (): Promise<void> => {
  const onProgress = (line: string): void => {
    console.log(`  ${line}`);
  };
  console.log('Starting the order management system …');
  let system: System | undefined = undefined;
  onStopRequest(async () => {
    console.log('Stopping …');
    // Processes that are still starting are ended by their guards as soon as this process ends.
    await system?.stop();
  });
  system = await run(onProgress);
  const tokens = await tokensOf(system);
  await seed({ graphqlUrl: system.graphqlUrl, token: tokens.operator });
  console.log(startupSummary({ ...system, tokens, firstOrder: documentOf('first-order') }));
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  // The guards end all processes that still run.
  process.exit(1);
});
