export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const RETRY_AFTER_S = '1';
const GRAPHQL_RESPONSE = 'application/graphql-response+json';

/**
 * An answer without data, for want of a service: 503, where the media type has statuses. `application/json` tells it in
 * the GraphQL alone, since its clients look no further at other statuses than 200.
 */
export const unavailable = (answer: HttpAnswer): HttpAnswer =>
  answer.headers['content-type']?.startsWith(GRAPHQL_RESPONSE) === true
    ? { ...answer, status: 503, headers: { ...answer.headers, 'retry-after': RETRY_AFTER_S } }
    : answer;
