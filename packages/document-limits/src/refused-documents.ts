import { parse, type DocumentNode, type GraphQLError } from 'graphql';

/** Refuses documents to servers that validate every document before anything else can refuse it. */
export interface RefusedDocuments {
  /** The document itself, or a placeholder that is no work to validate where the document is refused. */
  readonly placeholderFor: (document: DocumentNode) => DocumentNode;
  /** Why the document of a placeholder is refused; empty for any other document. */
  readonly errorsOf: (placeholder: DocumentNode) => readonly GraphQLError[];
}

/** A server may cache a placeholder as if it were the document: it stays refused for as long. */
export const refusedDocuments = (check: (document: DocumentNode) => readonly GraphQLError[]): RefusedDocuments => {
  const refused = new WeakMap<DocumentNode, readonly GraphQLError[]>();
  return {
    placeholderFor: (document) => {
      const errors = check(document);
      if (errors.length === 0) return document;
      const placeholder = parse('{ __typename }');
      refused.set(placeholder, errors);
      return placeholder;
    },
    errorsOf: (placeholder) => refused.get(placeholder) ?? [],
  };
};
