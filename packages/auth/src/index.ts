export { satisfies, type VerifiedActor } from './actor';
export { IdentityUnavailable, InvalidToken } from './errors';
export { tokenVerifier, type IdentityConfig, type TokenVerifier, type VerifierParts } from './token-verifier';
