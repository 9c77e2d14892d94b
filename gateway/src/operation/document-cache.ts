import { getHeapStatistics } from 'node:v8';
import type { DocumentNode } from 'graphql';
import { nodesOf } from '@oms/document-limits';
import { LRUCache } from 'lru-cache';
import type { Metrics } from '@oms/telemetry';

/** Of what the process may use in all: the rest is for requests, answers and the supergraph. */
const HEAP_SHARE = 8;
const BYTES_MAX = 256 * 1024 * 1024;

/** Of a node of a parsed document with its location and its tokens; measured: 330 to 400. */
const NODE_BYTES = 450;
/** Of an entry, whatever is in it: its keys, its places in maps, and what is examined of the smallest of documents. */
const ENTRY_BYTES = 3_000;
/** The text is there twice, in the key and in the document, with one or two bytes for each character. */
const CHARACTER_BYTES = 3;

/** By default a part of the heap, so that a small process keeps little. */
export const cacheBytesDefault = (): number =>
  Math.min(BYTES_MAX, Math.floor(getHeapStatistics().heap_size_limit / HEAP_SHARE));

/**
 * Valid documents, and with each of them all that is found out about it: examinations, plans, completions.
 *
 * These hang on the document and go with it. So an entry is as large as all of that, and not as its text.
 */
export interface DocumentCache {
  find(key: string): DocumentNode | undefined;
  keep(key: string, document: DocumentNode): void;
  /** What hangs on a document takes so many bytes more, or fewer; nothing happens where it is not kept. */
  grew(document: DocumentNode, bytes: number): void;
  clear(): void;
}

/** What a document takes by itself. */
export const documentBytes = (document: DocumentNode): number =>
  nodesOf(document) * NODE_BYTES + (document.loc?.source.body.length ?? 0) * CHARACTER_BYTES;

interface Entry {
  readonly document: DocumentNode;
  readonly bytes: number;
}

/** `bytesMax` is of all documents together; one that would take more is not kept. */
export const documentCache = (bytesMax: number, metrics: Metrics): DocumentCache => {
  const kept = metrics.gauge('gateway_document_cache_bytes', 'About what documents and their plans take.');
  const entries = new LRUCache<string, Entry>({ maxSize: bytesMax, sizeCalculation: ({ bytes }) => bytes });
  const keys = new WeakMap<DocumentNode, string>();
  const put = (key: string, entry: Entry): void => {
    entries.set(key, entry);
    kept.set(entries.calculatedSize);
  };

  return {
    find: (key) => entries.get(key)?.document,
    keep: (key, document) => {
      keys.set(document, key);
      put(key, { document, bytes: ENTRY_BYTES + documentBytes(document) });
    },
    grew: (document, bytes) => {
      const key = keys.get(document);
      const entry = key === undefined ? undefined : entries.peek(key);
      // An entry of its own for each size: the cache looks at sizes of values that are new to it only.
      if (key !== undefined && entry?.document === document)
        put(key, { document, bytes: entry.bytes + Math.ceil(bytes) });
    },
    clear: () => {
      entries.clear();
      kept.set(0);
    },
  };
};
