import { parse, type DocumentNode, type GraphQLError } from 'graphql';

/** Refuses documents to servers that validate by themselves and cannot be kept from it. */
export interface StandIns {
  /** The document itself, or one that is no work to validate where the document is refused. */
  readonly inPlaceOf: (document: DocumentNode) => DocumentNode;
  /** Why the document that this one stands for is refused. */
  readonly errorsOf: (standIn: DocumentNode) => readonly GraphQLError[];
}

/** A server may keep a stand-in as if it were the document: it stays refused for as long. */
export const standIns = (check: (document: DocumentNode) => readonly GraphQLError[]): StandIns => {
  const refused = new WeakMap<DocumentNode, readonly GraphQLError[]>();
  return {
    inPlaceOf: (document) => {
      const errors = check(document);
      if (errors.length === 0) return document;
      const standIn = parse('{ __typename }');
      refused.set(standIn, errors);
      return standIn;
    },
    errorsOf: (standIn) => refused.get(standIn) ?? [],
  };
};
