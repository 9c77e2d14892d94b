import { clientError } from '../../execution/client-errors';
import type { PreparedOperation } from '../../execution/prepared-operation';
import type { Operations, Refusal } from '../../operation/operation';
import { isWithoutService } from '../../subgraphs/subgraph-failure';
import { preferredType } from '../accept';
import { operationRequestIn } from '../operation-request';
import { subscriptionsElsewhere, type HttpContext } from './apollo-server';
import { statusFor, unavailable, type HttpResponse } from './http-response';

const TYPES = ['application/json', 'application/graphql-response+json'] as const;

export interface DirectRequest {
  readonly accept: string | undefined;
  /** Of a POST. */
  readonly body: unknown;
  readonly context: HttpContext;
}

/** Undefined for what is no GraphQL request, or takes neither media type: Apollo Server is to respond. */
export type DirectResponses = (request: DirectRequest) => Promise<HttpResponse | undefined>;

interface Responding {
  readonly type: (typeof TYPES)[number];
  readonly seen: HttpContext['seen'];
}

interface Result {
  readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[] | undefined;
  readonly data?: unknown;
}

const responseOf = (status: number, { errors, data }: Result, { type, seen }: Responding): HttpResponse => {
  const code = errors?.[0]?.extensions?.['code'];
  if (errors !== undefined) seen.errorCode = typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR';
  return {
    status: statusFor(type, { status, hasDocument: seen.hasDocument === true }),
    headers: { 'content-type': `${type}; charset=utf-8` },
    text: `${JSON.stringify({ errors, data })}\n`,
  };
};

const refusalResponse = ({ status, hasDocument, kind, errors }: Refusal, responding: Responding): HttpResponse => {
  responding.seen.hasDocument = hasDocument;
  if (kind !== undefined) responding.seen.kind = kind;
  return responseOf(status, { errors }, responding);
};

const subscriptionResponse = (responding: Responding): HttpResponse => {
  responding.seen.isForEventStream = true;
  const error = clientError(subscriptionsElsewhere().toJSON(), { masking: true, introspection: true });
  return responseOf(400, { errors: [{ ...error, extensions: error.extensions ?? {} }] }, responding);
};

const noteOperation = ({ name, kind }: PreparedOperation, seen: HttpContext['seen']): void => {
  seen.hasDocument = true;
  seen.operationName = name;
  seen.kind = kind;
};

/**
 * Responds to POSTs without Apollo Server, which would parse, validate and count an operation a second time.
 *
 * Operations run and are refused as they are on sockets; the responses are those that Apollo Server gives.
 */
export const directResponses =
  ({ prepare, execute }: Operations): DirectResponses =>
  async ({ accept, body, context: { request: context, seen } }) => {
    const type = preferredType(accept, TYPES);
    const request = operationRequestIn(body);
    if (type === undefined || typeof request === 'string') return undefined;
    const responding = { type, seen };
    const preparation = prepare(request, context);
    if (!preparation.ok) return refusalResponse(preparation, responding);
    const { operation } = preparation;
    noteOperation(operation, seen);
    if (operation.kind === 'subscription') return subscriptionResponse(responding);
    const { data, errors } = await execute(operation, context);
    const response = responseOf(200, { errors, data }, responding);
    return isWithoutService({ data, errors }) ? unavailable(response) : response;
  };
