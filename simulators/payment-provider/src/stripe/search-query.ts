import { invalidRequest } from './stripe-error';

/** One clause of a search: this metadata key has exactly this value. */
export interface MetadataClause {
  readonly key: string;
  readonly value: string;
}

const CLAUSE = /^\s*metadata\[\s*(['"])(.{1,40}?)\1\s*\]\s*:\s*(['"])(.{0,500}?)\3\s*$/;

/**
 * The part of Stripe's search language that is supported: `metadata['key']:'value'` clauses joined by AND.
 *
 * @see https://docs.stripe.com/search#search-query-language
 */
export const parseSearchQuery = (query: string): readonly MetadataClause[] =>
  query.split(/\s+AND\s+/).map((text) => {
    const match = CLAUSE.exec(text);
    if (match === null)
      throw invalidRequest(`We were unable to parse the search query near: ${JSON.stringify(text)}.`, {
        param: 'query',
      });
    return { key: match[2] ?? '', value: match[4] ?? '' };
  });
