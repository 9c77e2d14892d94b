import { assertNever } from '@oms/kernel';
import { userError, type UserError } from '@oms/subgraph-kit';
import {
  type CancelOrderRefusal,
  type DeadLetterRefusal,
  type PlaceOrderRefusal,
  type PricingRefusal,
  QUANTITY_MAX,
} from '../application';
import type { UserErrorCode } from './generated/schema-types';

type Refused = UserError<UserErrorCode>;

const pricingError = (refusal: PricingRefusal): Refused => {
  if (refusal.code === 'TOTAL_TOO_LARGE') return userError('INVALID', 'items', 'The total is too large.');
  const field = (name: string): readonly string[] => ['items', refusal.item.toString(), name];
  switch (refusal.code) {
    case 'UNKNOWN_PRODUCT':
      return userError('UNKNOWN_PRODUCT', field('sku'), `There is no product ${refusal.sku}.`);
    case 'INACTIVE_PRODUCT':
      return userError('INACTIVE_PRODUCT', field('sku'), `Product ${refusal.sku} is not sold at present.`);
    case 'MIXED_CURRENCIES':
      return userError('MIXED_CURRENCIES', field('sku'), `Product ${refusal.sku} is priced in another currency.`);
    case 'QUANTITY_TOO_LARGE':
      return userError(
        'INVALID',
        field('quantity'),
        `An order has at most ${QUANTITY_MAX.toString()} of one product, all its items together.`,
      );
    default:
      return assertNever(refusal);
  }
};

export const placeOrderErrors = (refusal: PlaceOrderRefusal): readonly Refused[] => {
  switch (refusal.code) {
    case 'NOT_AN_OPERATOR':
      return [userError('INVALID', 'customerId', 'Only an operator places orders for another customer: leave it out.')];
    case 'NOT_PRICED':
      return refusal.refusals.map(pricingError);
    default:
      return assertNever(refusal);
  }
};

export const cancelOrderErrors = (refusal: CancelOrderRefusal): readonly Refused[] => {
  switch (refusal) {
    case 'ORDER_NOT_FOUND':
      return [userError('NOT_FOUND', 'orderId', 'There is no such order.')];
    case 'ORDER_NOT_CANCELLABLE':
    case 'ORDER_NOT_PLACED':
    case 'ORDER_NOT_PENDING':
    case 'ORDER_NOT_PAID':
      return [userError('INVALID_TRANSITION', 'orderId', 'Only a PENDING or PAID order can be cancelled.')];
    default:
      return assertNever(refusal);
  }
};

export const deadLetterErrors = (refusal: DeadLetterRefusal): readonly Refused[] => {
  switch (refusal) {
    case 'DEAD_LETTER_NOT_FOUND':
      return [userError('NOT_FOUND', 'id', 'There is no such dead letter.')];
    case 'DEAD_LETTER_NOT_OPEN':
      return [userError('INVALID_TRANSITION', 'id', 'The dead letter was resolved or dismissed already.')];
    default:
      return assertNever(refusal);
  }
};
