import { GraphQLError } from 'graphql';
import type { DocumentSize } from './document-size';

/** How large an operation may be. The same for every transport. */
export interface Limits {
  /** Fields within fields, counted through fragments; introspection is measured by GraphQL's own rule. */
  readonly depthMax: number;
  readonly aliasesMax: number;
  readonly directivesMax: number;
  readonly rootFieldsMax: number;
  /** Lexical tokens of the document. */
  readonly tokensMax: number;
  /** Fields after all fragments are written out: what planning has to look at. */
  readonly fieldsMax: number;
  /** Objects that the answer may hold, by list sizes; see `operation-cost.ts`. */
  readonly costMax: number;
  /** What one `first`, `last` or `limit` may ask for. */
  readonly listSizeMax: number;
}

export const limitError = (code: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } });

/** What is too large about a document, one error for each limit. */
export const oversize = (size: DocumentSize, limits: Limits): readonly GraphQLError[] => {
  const checks = [
    ['DEPTH_LIMIT', 'levels of fields', size.depth, limits.depthMax],
    ['ALIAS_LIMIT', 'aliases', size.aliases, limits.aliasesMax],
    ['DIRECTIVE_LIMIT', 'directives', size.directives, limits.directivesMax],
    ['ROOT_FIELD_LIMIT', 'root fields', size.rootFields, limits.rootFieldsMax],
    ['FIELD_LIMIT', 'fields', size.fields, limits.fieldsMax],
  ] as const;
  return checks.flatMap(([code, what, actual, max]) =>
    actual > max
      ? [limitError(code, `The operation has ${actual.toString()} ${what}; the limit is ${max.toString()}.`)]
      : [],
  );
};
