const ANSWER_WITHIN_MS = 5_000;

/** A fresh token: `persona=customer`, or `subject=…&scope=…`. */
export const fetchToken = async (identityUrl: string, query: string): Promise<string> => {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const response = await fetch(`${identityUrl}/token?${query}`, { method: 'POST', signal });
  const body = (await response.json()) as { access_token?: string; error?: string };
  if (body.access_token !== undefined) return body.access_token;
  throw new Error(`No token for ${query}: ${body.error ?? response.statusText}`);
};
