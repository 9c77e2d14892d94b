import { personas } from './personas';

/** A working day, so that an open page stays usable. */
const LIFETIME_S = 8 * 60 * 60;

export interface TokenRequest {
  readonly subject: string;
  readonly scope: string;
  readonly audience: string;
  readonly lifetimeS: number;
}

/** An invalid request; the message contains the valid parameters. */
export class BadTokenRequest extends Error {}

/**
 * Parses a query string such as `persona=customer`.
 * Tests with more users than personas give a `subject` and a `scope`. A negative `lifetimeS` makes an expired token, another
 * `audience` a token that our services refuse.
 */
export const parseTokenRequest = (query: URLSearchParams, audience: string): TokenRequest => {
  const name = query.get('persona');
  const persona = name === null ? undefined : personas[name];
  const subject = query.get('subject') ?? persona?.subject;
  if (subject === undefined || (name !== null && persona === undefined))
    throw new BadTokenRequest(`Give ?persona= one of ${Object.keys(personas).join(', ')}, or any ?subject=.`);
  const lifetimeS = Number(query.get('lifetimeS') ?? LIFETIME_S);
  if (!Number.isInteger(lifetimeS)) throw new BadTokenRequest('lifetimeS is not a whole number of seconds.');
  return {
    subject,
    lifetimeS,
    scope: query.get('scope') ?? persona?.scopes.join(' ') ?? '',
    audience: query.get('audience') ?? audience,
  };
};
