import { accept, assertNever, type Decider } from '@oms/kernel';
import { provideMethod, recordCapture, recordDecline, recordVoid, requestPayment } from './capturing';
import type { OpenPayment, PaymentCommand } from './commands';
import type { PaymentEvent } from './events';
import { evolve } from './evolve';
import type { PaymentDecision, PaymentRefusal } from './refusals';
import { giveUp, recordRefund, requestRefund } from './refunding';
import type { Payment } from './state';

const open = (command: OpenPayment, payment: Payment): PaymentDecision =>
  payment.status === 'Unopened' ? accept({ ...command, type: 'PaymentOpened' }) : accept();

const decide = (command: PaymentCommand, payment: Payment): PaymentDecision => {
  switch (command.type) {
    case 'OpenPayment':
      return open(command, payment);
    case 'ProvideMethod':
      return provideMethod(command, payment);
    case 'RequestPayment':
      return requestPayment(command, payment);
    case 'GiveUpPayment':
      return giveUp(command, payment);
    case 'RecordCapture':
      return recordCapture(command, payment);
    case 'RecordDecline':
      return recordDecline(command, payment);
    case 'RecordVoid':
      return recordVoid(command, payment);
    case 'RequestRefund':
      return requestRefund(command, payment);
    case 'RecordRefund':
      return recordRefund(command, payment);
    default:
      return assertNever(command);
  }
};

/** The payment of one order: all attempts to capture its amount, and all refunds. */
export const paymentDecider: Decider<PaymentCommand, PaymentEvent, Payment, PaymentRefusal> = {
  initial: { status: 'Unopened' },
  decide,
  evolve,
};
