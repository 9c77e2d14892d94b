/** The token is at fault: the actor needs another one. The message is safe to show and does not quote the token. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

/** No key could be fetched yet, so that no token can be judged: the actor may try again. */
export class IdentityUnavailable extends Error {
  override readonly name = 'IdentityUnavailable';
}
