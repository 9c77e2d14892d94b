'use strict';

/** Starts the system that all journeys share. Jest maps no modules here, so this is the built harness. */
module.exports = async () => {
  const { startSystemUnderTest } = require('./dist/harness/system-under-test');
  const { sharedAddressesVariable } = require('./dist/harness/shared-fixture');
  const testSystem = await startSystemUnderTest();
  process.env[sharedAddressesVariable] = JSON.stringify(testSystem.addresses);
  globalThis.systemUnderTest = testSystem;
};
