import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  OperationTypeNode,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  validate,
  type DocumentNode,
  type ValidationRule,
} from 'graphql';
import { documentErrors, documentParser } from '@oms/document-limits';
import { ERRORS_MAX } from '../execution/client-errors';
import type { Supergraph, SupergraphSource } from '../supergraph/supergraph';
import type { Admission, FaultOf } from './admission';
import type { DocumentCache } from './document-cache';
import { type Limits, type OperationRequest, type Operations, refused } from './operation';
import { sha256Of, type PersistedOperations } from './persisted-operations';
import { decideRootConditions, hasRootConditions } from './root-conditions';

/** Throws where the root field hangs on a variable, since it runs before there are any. */
const ruleOnRootFields: readonly ValidationRule[] = [SingleFieldSubscriptionsRule];
const otherRules = specifiedRules.filter((rule) => rule !== SingleFieldSubscriptionsRule);

/** Marks the text of a document that was decided here rather than sent: no client's text can begin so and be valid. */
const DECIDED = '\0';

export interface PreparationParts {
  readonly source: SupergraphSource;
  readonly admit: Admission;
  readonly persisted: PersistedOperations;
  readonly limits: Limits;
  readonly documents: DocumentCache;
  readonly faultOf: FaultOf;
}

const failure = (status: number, code: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code, http: { status } } });

const coded = (error: GraphQLError, code: string): GraphQLError =>
  new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    extensions: { code },
  });

interface PersistedExtension {
  readonly version?: unknown;
  readonly sha256Hash?: unknown;
}

/** The document of a request, which may be named by its hash alone. The same outcomes as Apollo Server has over HTTP. */
const sourceOf = (request: OperationRequest, persisted: PersistedOperations): string | GraphQLError => {
  const extension = request.extensions?.['persistedQuery'] as PersistedExtension | undefined;
  if (extension?.sha256Hash === undefined)
    return request.query ?? failure(400, 'BAD_REQUEST', 'Send a `query`, or the `persistedQuery` extension.');
  const { sha256Hash: hash, version } = extension;
  if (version !== 1 || typeof hash !== 'string')
    return failure(400, 'BAD_REQUEST', 'Unsupported persisted query version');
  if (request.query === undefined)
    return persisted.find(hash) ?? failure(200, 'PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
  if (sha256Of(request.query) !== hash) return failure(400, 'BAD_REQUEST', 'provided sha does not match query');
  persisted.register(hash, request.query);
  return request.query;
};

export const notOnSafelist = (): GraphQLError =>
  failure(403, 'PERSISTED_QUERY_REQUIRED', 'Only operations of the manifest may run here.');

/** Prepares operations that do not come through Apollo Server. */
export const preparation = (parts: PreparationParts): Operations['prepare'] => {
  const { source, admit, persisted, limits, documents, faultOf } = parts;
  const parsed = documentParser(limits.tokensMax);

  const validated = (text: string, supergraph: Supergraph): DocumentNode | readonly GraphQLError[] => {
    const isDecided = text.startsWith(DECIDED);
    const document = parsed(isDecided ? text.slice(DECIDED.length) : text);
    const beyond = documentErrors(document, limits);
    if (beyond.length > 0) return beyond;
    const rules = hasRootConditions(document) ? otherRules : specifiedRules;
    const options = { maxErrors: ERRORS_MAX };
    // What was decided is what is left of a valid document, and may leave variables and fragments unused.
    const errors = validate(supergraph.apiSchema, document, isDecided ? ruleOnRootFields : rules, options);
    return errors.length > 0 ? errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED')) : document;
  };

  const documentOf = (text: string, supergraph: Supergraph): DocumentNode | readonly GraphQLError[] => {
    const key = `${supergraph.id} ${text}`;
    const known = documents.find(key);
    if (known !== undefined) return known;
    try {
      const document = validated(text, supergraph);
      if ('kind' in document) documents.keep(key, document);
      return document;
    } catch (error) {
      if (error instanceof GraphQLError) return [coded(error, 'GRAPHQL_PARSE_FAILED')];
      throw error;
    }
  };

  /** The document to run: the one that was sent, unless its variables decide on the root field of a subscription. */
  const decidedDocument = (document: DocumentNode, request: OperationRequest, supergraph: Supergraph) => {
    const operation = hasRootConditions(document) ? getOperationAST(document, request.operationName) : undefined;
    if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return document;
    const given = request.variables ?? {};
    const { coerced } = getVariableValues(supergraph.apiSchema, operation.variableDefinitions ?? [], given);
    // Admission reports what is wrong with variables.
    if (coerced === undefined) return document;
    const text = decideRootConditions(document, operation, coerced);
    return text instanceof GraphQLError ? [text] : documentOf(`${DECIDED}${text}`, supergraph);
  };

  const prepared: Operations['prepare'] = (request, requester, supergraph = source.current()) => {
    const text = sourceOf(request, persisted);
    if (text instanceof GraphQLError) return refused([text], { hasDocument: false });
    if (!persisted.allows(text)) return refused([notOnSafelist()]);
    const sent = documentOf(text, supergraph);
    if (!('kind' in sent)) return refused(sent);
    const document = decidedDocument(sent, request, supergraph);
    if (!('kind' in document)) return refused(document);
    return admit({ supergraph, document, request, requester });
  };

  return (request, requester, supergraph) => {
    try {
      return prepared(request, requester, supergraph);
    } catch (error) {
      return faultOf(error, requester, request.operationName);
    }
  };
};
