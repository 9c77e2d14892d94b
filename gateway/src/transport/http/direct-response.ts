import type { Operations, Preparation } from '../../operation/operation';
import { isWithoutService } from '../../subgraphs/subgraph-failure';
import { preferredType } from '../accept';
import { operationRequestIn } from '../operation-request';
import type { HttpContext } from './apollo-server';
import { unavailable, type HttpAnswer } from './http-response';

const TYPES = ['application/json', 'application/graphql-response+json'] as const;

export interface DirectRequest {
  readonly accept: string | undefined;
  /** Of a POST. */
  readonly body: unknown;
  readonly context: HttpContext;
}

/** Undefined: Apollo Server is to answer. */
export type DirectAnswers = (request: DirectRequest) => Promise<HttpAnswer | undefined>;

/** What failed here would fail a second time. */
const FAULT = 500;

type Refusal = Extract<Preparation, { readonly ok: false }>;

const answerOf = (status: number, type: string, result: object): HttpAnswer => ({
  status,
  headers: { 'content-type': `${type}; charset=utf-8` },
  text: `${JSON.stringify(result)}\n`,
});

const faultAnswer = ({ status, errors }: Refusal, type: string, seen: HttpContext['seen']): HttpAnswer => {
  seen.hasDocument = true;
  seen.errorCode = 'INTERNAL_SERVER_ERROR';
  return answerOf(status, type, { errors });
};

/**
 * Answers queries and mutations with which nothing is wrong past Apollo Server, which takes an eighth of a request's time
 * to find that out once more. What is wrong with others, it says.
 */
export const directAnswers =
  (operations: Operations): DirectAnswers =>
  async ({ accept, body, context: { request: context, seen } }) => {
    const type = preferredType(accept, TYPES);
    const request = operationRequestIn(body);
    if (type === undefined || typeof request === 'string') return undefined;
    const preparation = operations.prepare(request, context);
    if (!preparation.ok) return preparation.status < FAULT ? undefined : faultAnswer(preparation, type, seen);
    if (preparation.operation.kind === 'subscription') return undefined;
    const { operation } = preparation;
    seen.hasDocument = true;
    seen.operationName = operation.name;
    seen.kind = operation.kind;
    const { data, errors } = await operations.execute(operation, context);
    const code = errors?.[0]?.extensions['code'];
    if (errors !== undefined) seen.errorCode = typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR';
    const answer = answerOf(200, type, { errors, data });
    return isWithoutService({ data, errors }) ? unavailable(answer) : answer;
  };
