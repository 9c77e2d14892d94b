import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

/** What clients may have registered at once. */
const REGISTERED_BYTES_MAX = 16 * 1024 * 1024;
/** Of an entry besides the document: its hash, and its places in the cache. */
const ENTRY_BYTES = 600;
/** Text has one or two for each character. */
const CHARACTER_BYTES = 2;

export interface PersistedOptions {
  /** A file with the operations that are known beforehand; see the README for its forms. */
  readonly manifestFile: string | undefined;
  /** Whether only operations of the manifest may run. */
  readonly safelist: boolean;
}

/** Documents by the hash that clients may send instead. */
export interface PersistedOperations {
  find(sha256: string): string | undefined;
  /** Remembers a document that a client sent with its hash. Does nothing in safelist mode. */
  register(sha256: string, source: string): void;
  /** Whether this document may run at all. */
  allows(source: string): boolean;
}

export const sha256Of = (source: string): string => createHash('sha256').update(source).digest('hex');

/** Apollo's persisted query manifest, or an object of documents by their hash. */
const manifest = z.union([
  z
    .object({
      format: z.literal('apollo-persisted-query-manifest'),
      operations: z.array(z.object({ id: z.string(), body: z.string() })),
    })
    .transform(({ operations }) => new Map(operations.map(({ id, body }) => [id, body]))),
  z.record(z.string(), z.string()).transform((documents) => new Map(Object.entries(documents))),
]);

const readManifest = (file: string): ReadonlyMap<string, string> => {
  try {
    return manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`PERSISTED_OPERATIONS_FILE ${file} cannot be used: ${reason.replaceAll(/\s+/g, ' ')}`);
  }
};

export const persistedOperations = ({ manifestFile, safelist }: PersistedOptions): PersistedOperations => {
  const known = manifestFile === undefined ? new Map<string, string>() : readManifest(manifestFile);
  const allowed = new Set(known.values());
  const registered = new LRUCache<string, string>({
    maxSize: REGISTERED_BYTES_MAX,
    sizeCalculation: (source) => ENTRY_BYTES + source.length * CHARACTER_BYTES,
  });
  return {
    find: (sha256) => known.get(sha256) ?? registered.get(sha256),
    register: (sha256, source) => {
      if (!safelist) registered.set(sha256, source);
    },
    allows: (source) => !safelist || allowed.has(source),
  };
};
