const ANSWER_WITHIN_MS = 10_000;

export interface GraphqlRequest {
  readonly url: string;
  readonly token: string;
  readonly document: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

interface GraphqlAnswer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string }[];
}

/** One GraphQL request over HTTP; an answer with errors is an error. */
export const graphqlRequest = async <Data>({ url, token, document, variables }: GraphqlRequest): Promise<Data> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: document, variables }),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  const { data, errors } = (await response.json()) as GraphqlAnswer<Data>;
  if (errors?.[0]) throw new Error(`${url} answers: ${errors.map(({ message }) => message).join('; ')}`);
  if (data === undefined || data === null)
    throw new Error(`${url} answers ${response.status.toString()} without data.`);
  return data;
};
