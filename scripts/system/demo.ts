import { fetchToken } from '@oms/launcher';
import { connectDemoClient, type DemoClient } from './demo/demo-client';
import { scenarios, type Scenario } from './demo/scenarios';
import { timeline, type TimelineOrder } from './demo/timeline';
import { documentOf } from './paths';

const GRAPHQL_URL = process.env['GRAPHQL_URL'] ?? 'http://127.0.0.1:4000/graphql';
const IDENTITY_URL = process.env['IDENTITY_URL'] ?? 'http://127.0.0.1:4020';

const connect = async (): Promise<DemoClient> => {
  try {
    return connectDemoClient(GRAPHQL_URL, {
      customer: await fetchToken(IDENTITY_URL, 'persona=customer'),
      otherCustomer: await fetchToken(IDENTITY_URL, 'persona=other-customer'),
      operator: await fetchToken(IDENTITY_URL, 'persona=operator'),
    });
  } catch {
    throw new Error(`No system answers at ${IDENTITY_URL}: run npm start in another terminal.`);
  }
};

const printTimeline = async (client: DemoClient, orderId: string): Promise<void> => {
  const document = documentOf('order-timeline');
  const { order } = await client.request<{ order: TimelineOrder | null }>('customer', document, { id: orderId });
  if (order !== null) console.log(timeline(order));
};

/** Runs a scenario and prints it; returns whether it ended as expected. */
const play = async (client: DemoClient, { title, run }: Scenario): Promise<boolean> => {
  console.log(`\n${title}`);
  try {
    const { orderIds, isAsExpected, remark } = await run(client);
    for (const orderId of orderIds) await printTimeline(client, orderId);
    if (remark !== undefined) console.log(`  ${remark}`);
    if (!isAsExpected) console.log('  This is not the expected result.');
    return isAsExpected;
  } catch (error) {
    console.log(`  The scenario failed: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
};

const main = async (): Promise<void> => {
  const client = await connect();
  let succeeded = 0;
  for (const scenario of scenarios) if (await play(client, scenario)) succeeded += 1;
  console.log(`\n${succeeded.toString()} of ${scenarios.length.toString()} scenarios ended as expected.`);
  if (succeeded < scenarios.length) process.exitCode = 1;
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
