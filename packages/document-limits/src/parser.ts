import { GraphQLError, parse, type DocumentNode } from 'graphql';

const NESTED_TOO_DEEP = 'Syntax Error: The document is nested too deep to be parsed.';

/**
 * Parses documents of so many lexical tokens at most. Throws a GraphQLError, also for what is nested so deep that the
 * parser, which calls itself for each level, runs out of stack.
 */
export const documentParser =
  (tokensMax: number) =>
  (text: string): DocumentNode => {
    try {
      return parse(text, { maxLexicalTokens: tokensMax });
    } catch (error) {
      if (error instanceof RangeError) throw new GraphQLError(NESTED_TOO_DEEP);
      throw error;
    }
  };
