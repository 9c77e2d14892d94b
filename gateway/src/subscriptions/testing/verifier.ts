import { IdentityUnavailable, InvalidToken, type Caller, type TokenVerifier } from '@oms/auth';

const NEVER = 4_000_000_000;

/** `Bearer ada 1767225600`: who it is, and when the token expires. Without a time it does not. `nobody` is refused; `whoever` cannot be checked. */
export const readableTokens: TokenVerifier = {
  verify: (authorization): Promise<Caller | undefined> => {
    if (authorization === undefined) return Promise.resolve(undefined);
    const [, subject = 'nobody', expiresAt = NEVER] = authorization.split(' ');
    if (subject === 'whoever') return Promise.reject(new IdentityUnavailable('No keys at http://10.0.0.1/keys'));
    if (subject === 'nobody') return Promise.reject(new InvalidToken('no such token'));
    return Promise.resolve({ subject, scopes: new Set<string>(), expiresAt: Number(expiresAt), token: subject });
  },
};
