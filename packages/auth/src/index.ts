export { InvalidToken, satisfies, type VerifiedActor } from './actor';
export { IdentityUnavailable } from './key-set';
export { tokenVerifier, type IdentityConfig, type TokenVerifier, type VerifierParts } from './token-verifier';
