export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const RETRY_AFTER_S = '1';
const JSON_TYPE = 'application/json';
const GRAPHQL_RESPONSE = 'application/graphql-response+json';

/**
 * By GraphQL over HTTP, `application/json` reports errors of the GraphQL with 200, since its clients read the body of no other
 * status; `application/graphql-response+json` has the status of the error.
 */
export const statusFor = (
  type: string | undefined,
  { status, hasDocument }: { readonly status: number; readonly hasDocument: boolean },
): number => (status === 400 && hasDocument && type?.startsWith(JSON_TYPE) === true ? 200 : status);

/**
 * An answer without data, for want of a service: 503, where the media type has statuses. `application/json` has it in
 * the GraphQL alone, since its clients look no further at other statuses than 200.
 */
export const unavailable = (answer: HttpResponse): HttpResponse =>
  answer.headers['content-type']?.startsWith(GRAPHQL_RESPONSE) === true
    ? { ...answer, status: 503, headers: { ...answer.headers, 'retry-after': RETRY_AFTER_S } }
    : answer;
