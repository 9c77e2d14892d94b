import { IdentityUnavailable, InvalidToken, type VerifiedActor, type TokenVerifier } from '@oms/auth';

const NEVER = 4_000_000_000;

/** `Bearer ada 1767225600`: who it is, and when the token expires. Without a time it does not. `invalid` is refused; `unverifiable` cannot be checked. */
export const readableTokens: TokenVerifier = {
  verify: (authorization): Promise<VerifiedActor | undefined> => {
    if (authorization === undefined) return Promise.resolve(undefined);
    const [, id = 'invalid', expiresAt = NEVER] = authorization.split(' ');
    if (id === 'unverifiable') return Promise.reject(new IdentityUnavailable('No keys at http://10.0.0.1/keys'));
    if (id === 'invalid') return Promise.reject(new InvalidToken('no such token'));
    return Promise.resolve({ id, scopes: new Set<string>(), expiresAt: Number(expiresAt) * 1_000, token: id });
  },
};
