import { personas } from './personas';

/** A working day, so that a page left open goes on working. */
const LIFETIME_S = 8 * 60 * 60;

export interface TokenRequest {
  readonly subject: string;
  readonly scope: string;
  readonly audience: string;
  readonly lifetimeS: number;
}

/** A request that cannot be met; the message says what to ask for instead. */
export class BadTokenRequest extends Error {}

/**
 * What a query string such as `persona=customer` asks for.
 * Tests that need more people than there are personas name a `subject` and a `scope`; `lifetimeS` may be negative, for a
 * token that has expired, and another `audience` makes a token that is not for us.
 */
export const parseTokenRequest = (query: URLSearchParams, audience: string): TokenRequest => {
  const name = query.get('persona');
  const persona = name === null ? undefined : personas[name];
  const subject = query.get('subject') ?? persona?.subject;
  if (subject === undefined || (name !== null && persona === undefined))
    throw new BadTokenRequest(`Ask for ?persona= one of ${Object.keys(personas).join(', ')}, or for any ?subject=.`);
  const lifetimeS = Number(query.get('lifetimeS') ?? LIFETIME_S);
  if (!Number.isInteger(lifetimeS)) throw new BadTokenRequest('lifetimeS is not a whole number of seconds.');
  return {
    subject,
    lifetimeS,
    scope: query.get('scope') ?? persona?.scopes.join(' ') ?? '',
    audience: query.get('audience') ?? audience,
  };
};
