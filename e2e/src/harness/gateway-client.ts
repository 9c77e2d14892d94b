/** What a caller gets from the gateway, as it is. */
export interface GraphQLAnswer<Data> {
  readonly status: number;
  readonly data: Data | null | undefined;
  readonly errors: readonly GraphQLAnswerError[];
}

export interface GraphQLAnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface GraphQLRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One caller at the gateway's GraphQL endpoint: the black box that every journey goes through. */
export interface GatewayClient {
  readonly url: string;
  readonly token: string | undefined;
  /** The whole answer, errors included. */
  send<Data>(request: GraphQLRequest): Promise<GraphQLAnswer<Data>>;
  /** @throws when there are errors. */
  ask<Data>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Data>;
}

const REQUEST_TIMEOUT_MS = 30_000;

export const gatewayClient = (url: string, token?: string): GatewayClient => {
  const send = async <Data>({ query, variables, headers }: GraphQLRequest): Promise<GraphQLAnswer<Data>> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const body = (await response.json()) as { data?: Data | null; errors?: readonly GraphQLAnswerError[] };
    return { status: response.status, data: body.data, errors: body.errors ?? [] };
  };

  const ask = async <Data>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Data> => {
    const { data, errors } = await send<Data>({ query, ...(variables === undefined ? {} : { variables }) });
    if (errors.length > 0 || data === null || data === undefined) throw new Error(JSON.stringify(errors));
    return data;
  };

  return { url, token, send, ask };
};
