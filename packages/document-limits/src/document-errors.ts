import { Kind, type DocumentNode, type GraphQLError } from 'graphql';
import { documentSizes } from './document-size';
import { documentSteps } from './document-steps';
import { fragmentOrder, fragmentsOf } from './fragments';
import { limitError, sizeErrors, type DocumentLimits } from './limits';
import { treeOf } from './nodes';

/** Nodes within nodes, of one definition: deeper ones would overflow the stack of recursive code. Two make one level of fields. */
const TREE_DEPTH_MAX = 400;

const circular = ([first = '', ...others]: readonly string[]): GraphQLError => {
  const via = others.length === 0 ? '' : ` via ${others.map((name) => `"${name}"`).join(', ')}`;
  return limitError('GRAPHQL_VALIDATION_FAILED', `Cannot spread fragment "${first}" within itself${via}.`);
};

const tooManySteps = (max: number): GraphQLError =>
  limitError('STEP_LIMIT', `The document takes more than ${max.toString()} steps to read, which is the limit.`);

const tooDeep = (): GraphQLError =>
  limitError(
    'DEPTH_LIMIT',
    `The document is nested deeper than ${(TREE_DEPTH_MAX / 2).toString()} levels, which is the limit.`,
  );

/**
 * Why a parsed document is not to be validated: it would be too much work, or has no end.
 *
 * What is refused for its steps gets the errors of the sizes that are beyond their limits, which are more specific. Whether
 * an operation that is little work has a size within the limits is checked by `sizeErrors`.
 */
export const documentErrors = (document: DocumentNode, limits: DocumentLimits): readonly GraphQLError[] => {
  if (treeOf(document, limits.stepsMax).depth > TREE_DEPTH_MAX) return [tooDeep()];
  const fragments = fragmentsOf(document);
  const { cycle } = fragmentOrder(fragments);
  if (cycle !== undefined) return [circular(cycle)];
  if (documentSteps(document, fragments, limits.stepsMax) <= limits.stepsMax) return [];
  const sizeOf = documentSizes(fragments);
  for (const definition of document.definitions) {
    const errors = definition.kind === Kind.OPERATION_DEFINITION ? sizeErrors(sizeOf(definition), limits) : [];
    if (errors.length > 0) return errors;
  }
  return [tooManySteps(limits.stepsMax)];
};
