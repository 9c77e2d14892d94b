import { developmentPorts, seed, startSystem, type System } from '@oms/launcher';
import { dataFolder, documentOf } from './places';
import { whenAskedToStop } from './when-asked-to-stop';
import { welcome } from './welcome';

const portOf = (text: string | undefined): number => {
  if (text === undefined || text === '') return developmentPorts.gateway;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0) return port;
  throw new Error(`PORT is ${text}, which is no port: leave it out, or give the gateway's port.`);
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
  whenAskedToStop(async () => {
    console.log('Stopping …');
    // What is still starting is ended by its guards, as soon as this process is gone.
    await system?.stop();
  });
  system = await run(onProgress);
  const tokens = await tokensOf(system);
  await seed({ graphqlUrl: system.graphqlUrl, token: tokens.operator });
  console.log(welcome({ ...system, tokens, firstOrder: documentOf('first-order') }));
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  // The guards end whatever still runs.
  process.exit(1);
});
