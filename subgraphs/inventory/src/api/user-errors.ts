import { assertNever } from '@oms/kernel';
import { idempotencyKeyReused, userError, type UserError } from '@oms/subgraph-kit';
import type { ProductOutcome } from '../application/ports/products';
import type { ProductView } from '../application/views';
import type { UserErrorCode } from './generated/schema-types';

export interface ProductPayload {
  readonly product: ProductView | null;
  readonly userErrors: readonly UserError<UserErrorCode>[];
}

type Refusal = Extract<ProductOutcome, { kind: 'refused' }>['refusal'];

/** `countField`: the input field that changes the count, to be named when the count is what is refused. */
const toUserError = (refusal: Refusal, countField: string): UserError<UserErrorCode> => {
  switch (refusal.code) {
    case 'PRODUCT_ALREADY_LISTED':
      return userError('DUPLICATE_PRODUCT', 'sku', 'A product with this SKU exists already.');
    case 'PRODUCT_NOT_LISTED':
      return userError('NOT_FOUND', 'sku', 'No product has this SKU.');
    case 'STOCK_BELOW_RESERVED':
      return userError(
        'BELOW_RESERVED',
        countField,
        `The count would fall below what is held for orders: ${refusal.reserved.toString()}.`,
      );
    case 'STOCK_ABOVE_MAXIMUM':
      return userError('INVALID', countField, `The count would exceed ${refusal.maximum.toString()}.`);
    default:
      return assertNever(refusal);
  }
};

export const refusedPayload = (userErrors: readonly UserError<UserErrorCode>[]): ProductPayload => ({
  product: null,
  userErrors,
});

export const toPayload = (outcome: ProductOutcome, countField: string): ProductPayload => {
  switch (outcome.kind) {
    case 'changed':
      return { product: outcome.product, userErrors: [] };
    case 'refused':
      return refusedPayload([toUserError(outcome.refusal, countField)]);
    case 'keyReused':
      return refusedPayload([idempotencyKeyReused()]);
    default:
      return assertNever(outcome);
  }
};
