// Builds GraphiQL into gateway/dist/graphiql, which the gateway serves at /graphiql: node gateway/graphiql/build.mjs
//
// Nothing is done when it was built from the same source by the same versions of everything.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const outDir = join(folder, '..', 'dist', 'graphiql');
const stampFile = join(outDir, '.built-from');
const ingredients = [
  join(folder, 'main.ts'),
  fileURLToPath(import.meta.url),
  join(folder, '..', '..', 'package-lock.json'),
];

const hash = createHash('sha256');
for (const file of ingredients) hash.update(readFileSync(file));
const stamp = hash.digest('hex');

if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  // Loaded only now: most runs end before they need it.
  const { build } = await import('vite');
  await build({
    root: folder,
    configFile: false,
    // Warnings are of the packages' own sources, which nothing here can change.
    logLevel: 'error',
    base: '/graphiql/',
    build: {
      outDir,
      emptyOutDir: true,
      // The editor alone has more than the 500 kB from which Vite warns.
      chunkSizeWarningLimit: 10_000,
      rolldownOptions: {
        input: join(folder, 'main.ts'),
        // The page names the first script and the styles; what those load has a hash in its name.
        output: {
          entryFileNames: 'graphiql.js',
          assetFileNames: ({ names }) =>
            names.some((name) => name.endsWith('.css')) ? 'graphiql.css' : '[name]-[hash][extname]',
          chunkFileNames: '[name]-[hash].js',
        },
      },
      cssCodeSplit: false,
    },
  });
  writeFileSync(stampFile, stamp);
}
