'use strict';

/** Starts the system that all journeys share. Jest maps no modules here, so this is the built harness. */
module.exports = async () => {
  const { startSystemUnderTest } = require('./dist/harness/system-under-test');
  const { sharedShopVariable } = require('./dist/harness/shared-shop');
  const under = await startSystemUnderTest();
  process.env[sharedShopVariable] = JSON.stringify(under.addresses);
  globalThis.systemUnderTest = under;
};
