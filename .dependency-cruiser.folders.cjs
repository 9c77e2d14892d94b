const { options } = require('./.dependency-cruiser.cjs');

/**
 * Rules about folders, which dependency-cruiser applies to all files of a folder at once. A spec may import from anywhere, so
 * that this is a run of its own, without specs and what only they use.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    {
      name: 'no-circular-folders',
      severity: 'error',
      scope: 'folder',
      comment:
        'Folders that import each other in a circle can only be read all at once. Move what both need below both.',
      from: { path: '^gateway/src/' },
      to: { circular: true },
    },
  ],
  options: { ...options, exclude: { path: `${options.exclude.path}|\\.(spec|int-spec)\\.ts$|/testing/` } },
};
