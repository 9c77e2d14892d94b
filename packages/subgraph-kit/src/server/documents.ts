import {
  documentErrors,
  documentParser,
  documentSizes,
  fragmentsOf,
  limitError,
  nodesOf,
  sizeErrors,
  type DocumentLimits,
} from '@oms/document-limits';
import { Kind, type DocumentNode, type GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';

/** The gateway writes long operations, but none this long; the limits are for everybody else. */
export const TOKENS_MAX = 10_000;

/**
 * Beyond what the gateway makes of the longest operations that it takes, which are 12 levels and 2,000 fields: it adds keys
 * and types, and writes the fields of an interface once for each of its types.
 */
const LIMITS: DocumentLimits = {
  depthMax: 30,
  aliasesMax: 2_000,
  directivesMax: 2_000,
  rootFieldsMax: 1_000,
  fieldsMax: 10_000,
  stepsMax: 200_000,
};

/** Values within values: reading them recurses as deep. The gateway accepts no deeper ones. */
const VARIABLES_DEPTH_MAX = 100;

/** Of all documents that are kept parsed. */
const CACHE_BYTES_MAX = 16 * 1_024 * 1_024;
/** Of a node of a parsed document with its location and its tokens; and of an entry besides. */
const NODE_BYTES = 450;
const ENTRY_BYTES = 1_000;

/** Throws a GraphQLError for what does not parse. */
export const parsedDocument = documentParser(TOKENS_MAX);

/** Why a document is not to be validated, let alone executed. The same over HTTP and on sockets. */
export const excessOf = (document: DocumentNode): readonly GraphQLError[] => {
  const errors = documentErrors(document, LIMITS);
  if (errors.length > 0) return errors;
  const sizeOf = documentSizes(fragmentsOf(document));
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? sizeErrors(sizeOf(definition), LIMITS) : [],
  );
};

interface Nested {
  readonly value: unknown;
  readonly level: number;
}

/** What is wrong with the values of variables, before their types are known; undefined for acceptable ones. */
export const excessOfVariables = (variables: unknown): readonly GraphQLError[] => {
  const waiting: Nested[] = [{ value: variables, level: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, level } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (level > VARIABLES_DEPTH_MAX) {
      const max = VARIABLES_DEPTH_MAX.toString();
      return [limitError('BAD_USER_INPUT', `The variables are nested deeper than ${max} levels, which is the limit.`)];
    }
    for (const below of Object.values(value)) waiting.push({ value: below, level: level + 1 });
  }
  return [];
};

/** Valid documents by the hash of their text, as Apollo Server keeps them; bounded by what they take, which is not their text. */
export const documentStore = () => {
  const documents = new LRUCache<string, DocumentNode>({
    maxSize: CACHE_BYTES_MAX,
    sizeCalculation: (document) => ENTRY_BYTES + nodesOf(document) * NODE_BYTES,
  });
  return {
    get: (key: string) => Promise.resolve(documents.get(key)),
    set: (key: string, document: DocumentNode) => {
      documents.set(key, document);
      return Promise.resolve();
    },
    delete: (key: string) => Promise.resolve(documents.delete(key)),
  };
};
