import { GraphQLError } from 'graphql';
import type { DocumentSize } from './document-size';

/** How large an operation may be, and how much work its document may be to read. */
export interface DocumentLimits {
  /** Fields within fields, counted through fragments; introspection is measured by GraphQL's own rule. */
  readonly depthMax: number;
  readonly aliasesMax: number;
  readonly directivesMax: number;
  readonly rootFieldsMax: number;
  /** Fields after all fragments are written out: what planning has to look at. */
  readonly fieldsMax: number;
  /** Steps of reading the whole document: see `document-steps.ts`. */
  readonly stepsMax: number;
}

/** `status` is the HTTP status for `application/graphql-response+json`. */
export const limitError = (code: string, message: string, status = 400): GraphQLError =>
  new GraphQLError(message, { extensions: { code, http: { status } } });

const amount = (value: number): string => (Number.isFinite(value) ? value.toString() : 'infinitely many');

/** What is too large about an operation, one error for each limit. */
export const sizeErrors = (size: DocumentSize, limits: DocumentLimits): readonly GraphQLError[] => {
  const checks = [
    ['DEPTH_LIMIT', 'levels of fields', size.depth, limits.depthMax],
    ['ALIAS_LIMIT', 'aliases', size.aliases, limits.aliasesMax],
    ['DIRECTIVE_LIMIT', 'directives', size.directives, limits.directivesMax],
    ['ROOT_FIELD_LIMIT', 'root fields', size.rootFields, limits.rootFieldsMax],
    ['FIELD_LIMIT', 'fields', size.fields, limits.fieldsMax],
    ['STEP_LIMIT', 'selections', size.selections, limits.stepsMax],
  ] as const;
  return checks.flatMap(([code, what, actual, max]) =>
    actual > max
      ? [limitError(code, `The operation has ${amount(actual)} ${what}; the limit is ${max.toString()}.`)]
      : [],
  );
};
