import { randomInt } from 'node:crypto';

/** Crockford's base 32: without I, L, O and U, which are misread. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 50 bits in two groups: among 100 million orders, one new number in ten million is taken already. */
const GROUP = 5;

const group = (): string => Array.from({ length: GROUP }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** An order number such as `7K2M9-QXDT4`. It may be taken: the repository then decides again. */
export const newOrderNumber = (): string => `${group()}-${group()}`;
