import { fetchToken } from '@oms/launcher';
import { openShop, type Shop } from './demo/shop';
import { stories, type Story } from './demo/stories';
import { type OrderStory, timeline } from './demo/timeline';
import { documentOf } from './places';

const GRAPHQL_URL = process.env['GRAPHQL_URL'] ?? 'http://127.0.0.1:4000/graphql';
const IDENTITY_URL = process.env['IDENTITY_URL'] ?? 'http://127.0.0.1:4020';

const openDemoShop = async (): Promise<Shop> => {
  try {
    return openShop(GRAPHQL_URL, {
      customer: await fetchToken(IDENTITY_URL, 'persona=customer'),
      otherCustomer: await fetchToken(IDENTITY_URL, 'persona=other-customer'),
      operator: await fetchToken(IDENTITY_URL, 'persona=operator'),
    });
  } catch {
    throw new Error(`No system answers at ${IDENTITY_URL}: run npm start in another terminal.`);
  }
};

const show = async (shop: Shop, orderId: string): Promise<void> => {
  const document = documentOf('order-timeline');
  const { order } = await shop.ask<{ order: OrderStory | null }>('customer', document, { id: orderId });
  if (order !== null) console.log(timeline(order));
};

const tell = async (shop: Shop, { title, play }: Story): Promise<boolean> => {
  console.log(`\n${title}`);
  try {
    const { orderIds, isAsPromised, remark } = await play(shop);
    for (const orderId of orderIds) await show(shop, orderId);
    if (remark !== undefined) console.log(`  ${remark}`);
    if (!isAsPromised) console.log('  That is not what was promised.');
    return isAsPromised;
  } catch (error) {
    console.log(`  It broke off: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
};

const main = async (): Promise<void> => {
  const shop = await openDemoShop();
  let kept = 0;
  for (const story of stories) if (await tell(shop, story)) kept += 1;
  console.log(`\n${kept.toString()} of ${stories.length.toString()} stories ended as promised.`);
  if (kept < stories.length) process.exitCode = 1;
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
