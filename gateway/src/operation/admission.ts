import { getOperationAST, getVariableValues, GraphQLError, type DocumentNode } from 'graphql';
import { limitError } from '@oms/document-limits';
import type { Logger } from '@oms/telemetry';
import type { PreparedOperation } from '../execution/prepared-operation';
import type { Supergraph } from '../supergraph/supergraph';
import type { DocumentCache } from './document-cache';
import { type Limits, type Asker, type OperationRequest, type Preparation, refused } from './operation';
import { costErrors, examine, type Examination } from './operation-analysis';

/** A fault of ours while an operation was prepared, as the refusal of that operation. */
export type FaultOf = (error: unknown, asker: Asker, operation?: string) => Preparation;

/** Writes the fault down with the correlation id that the client is told, and tells the client no more than that. */
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
  /** Told of what is kept with a document. */
  readonly documents: Pick<DocumentCache, 'grew'>;
  readonly faultOf: FaultOf;
  /** Told of each operation that asks for its plan, whether it was there. The plan is kept for as long as the document. */
  readonly onPlan?: (plan: 'remembered' | 'made', document: DocumentNode) => void;
}

/** A valid document of one supergraph, about to be run for somebody. */
export interface Applicant {
  readonly supergraph: Supergraph;
  readonly document: DocumentNode;
  readonly request: OperationRequest;
  readonly asker: Asker;
}

export type Admission = (applicant: Applicant) => Preparation;

const badInput = (error: GraphQLError): GraphQLError =>
  new GraphQLError(error.message, {
    ...(error.nodes && { nodes: error.nodes }),
    extensions: { code: 'BAD_USER_INPUT' },
  });

const variableErrors = ({ supergraph, request }: Applicant, { definition }: Examination): readonly GraphQLError[] => {
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
  const known = new WeakMap<DocumentNode, Map<string, Examination>>();

  const examinationOf = ({ supergraph, document, request }: Applicant): Examination | GraphQLError => {
    const name = request.operationName ?? '';
    const ofDocument = known.get(document) ?? new Map<string, Examination>();
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
    const examination = examine(supergraph, document, { definition, limits, onKept });
    ofDocument.set(`${supergraph.id} ${name}`, examination);
    onPlan('made', document);
    return examination;
  };

  const admitted = (applicant: Applicant, examination: Examination): PreparedOperation => {
    const { definition, executable } = examination;
    return {
      ...examination.variantFor(applicant.asker.actor),
      supergraph: applicant.supergraph,
      document: executable,
      renamed: executable !== applicant.document,
      kind: definition.operation,
      name: definition.name?.value,
      definition,
      variables: applicant.request.variables ?? {},
      onKept: examination.onKept,
    };
  };

  const refusalsOf = (applicant: Applicant, examination: Examination): readonly GraphQLError[] => {
    if (examination.errors.length > 0) return examination.errors;
    if (examination.usesIntrospection && !introspection)
      return [limitError('INTROSPECTION_DISABLED', 'Introspection is switched off here.')];
    const invalid = variableErrors(applicant, examination);
    return invalid.length > 0 ? invalid : costErrors(examination, applicant.request.variables ?? {}, limits);
  };

  const decide = (applicant: Applicant): Preparation => {
    const examination = examinationOf(applicant);
    if (examination instanceof GraphQLError) return refused([examination]);
    const errors = refusalsOf(applicant, examination);
    if (errors.length > 0) return refused(errors, { kind: examination.definition.operation });
    return { ok: true, operation: admitted(applicant, examination) };
  };

  return (applicant) => {
    try {
      return decide(applicant);
    } catch (error) {
      if (error instanceof GraphQLError) return refused([error]);
      return faultOf(error, applicant.asker, applicant.request.operationName);
    }
  };
};
