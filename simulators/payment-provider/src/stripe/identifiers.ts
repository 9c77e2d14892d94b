import { randomBytes } from 'node:crypto';

const ID_BYTES = 12;

/** An id in Stripe's format: the prefix of its type, then a random part. */
export const newId = (prefix: 'pi' | 'ch' | 're' | 'evt' | 'req'): string =>
  `${prefix}_${randomBytes(ID_BYTES).toString('hex')}`;
