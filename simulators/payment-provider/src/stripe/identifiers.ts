import { randomBytes } from 'node:crypto';

const ID_BYTES = 12;

/** An id in Stripe's manner: what it is, then something that nobody guesses. */
export const newId = (prefix: 'pi' | 'ch' | 're' | 'evt' | 'req'): string =>
  `${prefix}_${randomBytes(ID_BYTES).toString('hex')}`;
