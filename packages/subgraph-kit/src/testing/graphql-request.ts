interface GraphqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphqlError[];
  /** The body as it came, to look for what must not be in it. */
  readonly text: string;
}

export interface GraphqlRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** The persona whose token goes along. */
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One operation over HTTP. */
export const graphqlRequest = async (url: string, request: GraphqlRequest): Promise<Answer> => {
  const { query, variables, as, headers } = request;
  const authorization = as === undefined ? {} : { authorization: `Bearer ${as}` };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization, ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  return { ...(JSON.parse(text) as Omit<Answer, 'status' | 'text'>), status: response.status, text };
};
