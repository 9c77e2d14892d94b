'use strict';

module.exports = async () => {
  await globalThis.systemUnderTest?.remove();
};
