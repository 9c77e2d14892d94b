import { fetchToken, seed } from '@oms/launcher';

const GRAPHQL_URL = process.env['GRAPHQL_URL'] ?? 'http://127.0.0.1:4000/graphql';
const IDENTITY_URL = process.env['IDENTITY_URL'] ?? 'http://127.0.0.1:4020';

/** Adds the initial products to a running system. */
const main = async (): Promise<void> => {
  await seed({ graphqlUrl: GRAPHQL_URL, token: await fetchToken(IDENTITY_URL, 'persona=operator') });
  console.log('The initial products exist.');
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
