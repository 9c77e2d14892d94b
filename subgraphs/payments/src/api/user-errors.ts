import { assertNever } from '@oms/kernel';
import { userError, type UserError } from '@oms/subgraph-kit';
import type { PayOrderRefusal } from '../application/commands/pay-order';
import type { UserErrorCode } from './generated/schema-types';

/** `idField`: the input field with the id of the payment or of its order. */
export const paymentErrors = (
  refusal: PayOrderRefusal,
  idField: 'orderId' | 'paymentId',
): readonly UserError<UserErrorCode>[] => {
  switch (refusal) {
    case 'PAYMENT_NOT_FOUND':
      return [userError('NOT_FOUND', idField, `There is no such ${idField === 'orderId' ? 'order' : 'payment'}.`)];
    case 'ORDER_NOT_PAYABLE':
      return [userError('ORDER_NOT_PAYABLE', idField, 'This order is not waiting for a payment method.')];
    case 'NOTHING_CAPTURED':
    case 'UNEXPECTED_CAPTURE':
      return [userError('INVALID_TRANSITION', idField, 'Nothing was captured that could be refunded.')];
    case 'REFUND_EXCEEDS_CAPTURE':
      return [userError('REFUND_EXCEEDS_CAPTURE', 'amount', 'This is more than is left of what was captured.')];
    case 'CURRENCY_DIFFERS':
      return [userError('INVALID', ['amount', 'currencyCode'], 'The payment was captured in another currency.')];
    default:
      return assertNever(refusal);
  }
};
