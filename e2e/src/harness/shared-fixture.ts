import { fixtureAt, type Addresses, type TestFixture } from './fixture';

/** The environment variable in which Jest's global setup passes the addresses of the shared system to the suites. */
export const sharedAddressesVariable = 'OMS_E2E_ADDRESSES';

const addresses = (): Addresses => {
  const text = process.env[sharedAddressesVariable];
  if (text === undefined)
    throw new Error('Run this suite with jest --selectProjects e2e: its setup starts the system.');
  return JSON.parse(text) as Addresses;
};

/** The system that all journeys share; each journey uses products and orders of its own. */
export const sharedFixture = (): TestFixture & { readonly addresses: Addresses; readonly logFolder: string } => {
  const shared = addresses();
  return { ...fixtureAt(shared), addresses: shared, logFolder: shared.logFolder };
};
