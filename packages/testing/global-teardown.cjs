'use strict';

module.exports = async () => {
  await globalThis.sharedServers?.stop();
};
