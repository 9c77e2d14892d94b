export { satisfies, type Caller } from './caller';
export { IdentityUnavailable, InvalidToken } from './errors';
export { tokenVerifier, type IdentityConfig, type TokenVerifier, type VerifierParts } from './token-verifier';
