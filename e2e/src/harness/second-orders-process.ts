import { join, resolve } from 'node:path';
import { DATABASE, type System, urlWith } from '@oms/launcher';
import { testProcess, type TestProcess } from '@oms/testing';

const main = resolve(__dirname, '..', '..', '..', join('subgraphs', 'orders', 'dist', 'main.js'));

/** Starts a second process of orders on the database and the broker of the system. */
export const startSecondOrdersProcess = ({
  databaseUrl,
  natsUrl,
  identityUrl,
  secrets,
}: System): Promise<TestProcess> =>
  testProcess({
    main,
    env: {
      DATABASE_URL: urlWith(databaseUrl, { database: DATABASE, role: 'orders', password: secrets.orders }),
      NATS_URL: natsUrl,
      JWKS_URL: `${identityUrl}/jwks`,
      TOKEN_ISSUER: identityUrl,
      TOKEN_AUDIENCE: 'oms',
    },
  });
