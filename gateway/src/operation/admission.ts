import { getOperationAST, getVariableValues, GraphQLError, type DocumentNode } from 'graphql';
import { limitError } from '@oms/document-limits';
import type { Logger } from '@oms/telemetry';
import type { PreparedOperation } from '../execution/prepared-operation';
import type { Supergraph } from '../supergraph/supergraph';
import type { DocumentCache } from './document-cache';
import { type Limits, type Requester, type OperationRequest, type Preparation, refused } from './operation';
import { costErrors, analyseOperation, type OperationAnalysis } from './operation-analysis';
import type { OnPlan } from './plan-metrics';

/** A fault of ours while an operation was prepared, as the refusal of that operation. */
export type FaultOf = (error: unknown, requester: Requester, operation?: string) => Preparation;

/** Logs the fault with its correlation id, which is all that the client gets of it. */
export const preparationFaults =
  (logger: Logger): FaultOf =>
  (error, { correlationId }, operation) => {
    logger.error({ err: error, correlationId, operation }, 'An operation could not be prepared');
    const extensions = { code: 'INTERNAL_SERVER_ERROR', correlationId, http: { status: 500 } };
    return refused([new GraphQLError('Internal error', { extensions })]);
  };

export interface AdmissionOptions {
  readonly limits: Limits;
  /** Whether clients may ask for the schema. */
  readonly introspection: boolean;
  /** Gets the bytes of what is kept with a document. */
  readonly documents: Pick<DocumentCache, 'grew'>;
  readonly faultOf: FaultOf;
  readonly onPlan?: OnPlan;
}

/** A request whose document is valid under a supergraph. */
export interface ValidatedRequest {
  readonly supergraph: Supergraph;
  readonly document: DocumentNode;
  readonly request: OperationRequest;
  readonly requester: Requester;
}

export type Admission = (validated: ValidatedRequest) => Preparation;

const badInput = (error: GraphQLError): GraphQLError =>
  new GraphQLError(error.message, {
    ...(error.nodes && { nodes: error.nodes }),
    extensions: { code: 'BAD_USER_INPUT' },
  });

const variableErrors = (
  { supergraph, request }: ValidatedRequest,
  { definition }: OperationAnalysis,
): readonly GraphQLError[] => {
  const { variableDefinitions } = definition;
  if (variableDefinitions === undefined || variableDefinitions.length === 0) return [];
  const { errors } = getVariableValues(supergraph.apiSchema, variableDefinitions, request.variables ?? {});
  return errors?.map(badInput) ?? [];
};

/**
 * Decides whether a valid document may run: its size, its variables, its cost and its actor's rights; and plans it.
 *
 * What depends on the document alone is remembered with the document, and forgotten with it.
 */
export const admission = (options: AdmissionOptions): Admission => {
  const { limits, introspection, documents, faultOf, onPlan = () => undefined } = options;
  const known = new WeakMap<DocumentNode, Map<string, OperationAnalysis>>();

  const analysisOf = ({ supergraph, document, request }: ValidatedRequest): OperationAnalysis | GraphQLError => {
    const name = request.operationName ?? '';
    const ofDocument = known.get(document) ?? new Map<string, OperationAnalysis>();
    known.set(document, ofDocument);
    const remembered = ofDocument.get(`${supergraph.id} ${name}`);
    if (remembered !== undefined) {
      onPlan('remembered', document);
      return remembered;
    }
    const definition = getOperationAST(document, request.operationName);
    if (!definition) {
      const message = name === '' ? 'Name one of the operations to run.' : `Unknown operation named "${name}".`;
      return limitError('OPERATION_RESOLUTION_FAILURE', message);
    }
    const onKept = (bytes: number): void => {
      documents.grew(document, bytes);
    };
    const analysis = analyseOperation(supergraph, document, { definition, limits, onKept });
    ofDocument.set(`${supergraph.id} ${name}`, analysis);
    onPlan('made', document);
    return analysis;
  };

  const admitted = (validated: ValidatedRequest, analysis: OperationAnalysis): PreparedOperation => {
    const { definition, executable } = analysis;
    return {
      ...analysis.variantFor(validated.requester.actor),
      supergraph: validated.supergraph,
      document: executable,
      renamed: executable !== validated.document,
      kind: definition.operation,
      name: definition.name?.value,
      definition,
      variables: validated.request.variables ?? {},
      onKept: analysis.onKept,
    };
  };

  const refusalsOf = (validated: ValidatedRequest, analysis: OperationAnalysis): readonly GraphQLError[] => {
    if (analysis.errors.length > 0) return analysis.errors;
    if (analysis.usesIntrospection && !introspection)
      return [limitError('INTROSPECTION_DISABLED', 'Introspection is switched off here.')];
    const invalid = variableErrors(validated, analysis);
    return invalid.length > 0 ? invalid : costErrors(analysis, validated.request.variables ?? {}, limits);
  };

  const decide = (validated: ValidatedRequest): Preparation => {
    const analysis = analysisOf(validated);
    if (analysis instanceof GraphQLError) return refused([analysis]);
    const errors = refusalsOf(validated, analysis);
    if (errors.length > 0) return refused(errors, { kind: analysis.definition.operation });
    return { ok: true, operation: admitted(validated, analysis) };
  };

  return (validated) => {
    try {
      return decide(validated);
    } catch (error) {
      if (error instanceof GraphQLError) return refused([error]);
      return faultOf(error, validated.requester, validated.request.operationName);
    }
  };
};
