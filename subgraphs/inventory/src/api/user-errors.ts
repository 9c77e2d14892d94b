import { assertNever } from '@oms/kernel';
import { userError, type UserError } from '@oms/subgraph-kit';
import type { ProductOutcome } from '../application/commands/change-product';
import type { UserErrorCode } from './generated/schema-types';

type ProductRefusal = Extract<ProductOutcome, { kind: 'Refused' }>['refusal'];

/** `countField` is the input field that changes the count, for a refusal of the count. */
export const productRefusalErrors =
  (countField: string) =>
  (refusal: ProductRefusal): readonly UserError<UserErrorCode>[] => {
    switch (refusal.code) {
      case 'PRODUCT_ALREADY_LISTED':
        return [userError('DUPLICATE_PRODUCT', 'sku', 'A product with this SKU exists already.')];
      case 'PRODUCT_NOT_LISTED':
        return [userError('NOT_FOUND', 'sku', 'No product has this SKU.')];
      case 'STOCK_BELOW_RESERVED': {
        const message = `The count would fall below what is held for orders: ${refusal.reserved.toString()}.`;
        return [userError('BELOW_RESERVED', countField, message)];
      }
      case 'STOCK_ABOVE_MAXIMUM':
        return [userError('INVALID', countField, `The count would exceed ${refusal.maximum.toString()}.`)];
      default:
        return assertNever(refusal);
    }
  };
