import { randomInt } from 'node:crypto';
import { newId } from '@oms/database';
import type { Identifiers } from '../application/ports/identifiers';
import type { OrderId } from '../domain/order/values';

/** Crockford's base 32: without I, L, O and U, which are misread. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 50 bits: among 100 million orders, a new number meets an old one once in ten million orders. */
const GROUP = 5;

const group = (): string => Array.from({ length: GROUP }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** Order numbers such as `7K2M9-QXDT4`. */
export const identifiers: Identifiers = {
  newOrderId: () => newId() as OrderId,
  newOrderNumber: () => `${group()}-${group()}`,
};
