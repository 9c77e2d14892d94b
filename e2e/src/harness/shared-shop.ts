import { shopAt, type Addresses, type Shop } from './shop';

/** The environment variable by which Jest's global setup tells the suites where the shared system is. */
export const sharedShopVariable = 'OMS_E2E_ADDRESSES';

const addresses = (): Addresses => {
  const text = process.env[sharedShopVariable];
  if (text === undefined)
    throw new Error('Run this suite with jest --selectProjects e2e: its setup starts the system.');
  return JSON.parse(text) as Addresses;
};

/** The system that all journeys share; each uses products and orders of its own. */
export const shop = (): Shop & { readonly addresses: Addresses; readonly logFolder: string } => {
  const shared = addresses();
  return { ...shopAt(shared), addresses: shared, logFolder: shared.logFolder };
};
