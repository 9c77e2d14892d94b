/** A response of the gateway, unchanged. */
export interface GraphQLResponse<Data> {
  readonly status: number;
  readonly data: Data | null | undefined;
  readonly errors: readonly GraphQLResponseError[];
}

export interface GraphQLResponseError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface GraphQLRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client of the gateway's GraphQL endpoint. Every journey uses the system through it alone. */
export interface GatewayClient {
  readonly url: string;
  readonly token: string | undefined;
  /** Returns the whole response, with its errors. */
  send<Data>(request: GraphQLRequest): Promise<GraphQLResponse<Data>>;
  /** Returns the data. @throws when the response has errors or no data. */
  request<Data>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Data>;
}

const REQUEST_TIMEOUT_MS = 30_000;

export const gatewayClient = (url: string, token?: string): GatewayClient => {
  const send = async <Data>({ query, variables, headers }: GraphQLRequest): Promise<GraphQLResponse<Data>> => {
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
    const body = (await response.json()) as { data?: Data | null; errors?: readonly GraphQLResponseError[] };
    return { status: response.status, data: body.data, errors: body.errors ?? [] };
  };

  const request = async <Data>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Data> => {
    const { data, errors } = await send<Data>({ query, ...(variables === undefined ? {} : { variables }) });
    if (errors.length > 0 || data === null || data === undefined) throw new Error(JSON.stringify(errors));
    return data;
  };

  return { url, token, send, request };
};
