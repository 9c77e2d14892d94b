import { accept, assertNever, type Decider, type Decision } from '@oms/kernel';
import { provideMethod, recordCapture, recordDecline, recordForestalled, requestPayment } from './capturing';
import type { OpenPayment, PaymentCommand } from './commands';
import type { PaymentEvent } from './events';
import { evolve } from './evolve';
import type { PaymentRefusal } from './refusals';
import { giveUp, recordRefund, requestRefund } from './refunding';
import type { Payment } from './state';

type Outcome = Decision<PaymentEvent, PaymentRefusal>;

const open = (command: OpenPayment, payment: Payment): Outcome =>
  payment.status === 'Unopened' ? accept({ ...command, type: 'PaymentOpened' }) : accept();

const decide = (command: PaymentCommand, payment: Payment): Outcome => {
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
    case 'RecordForestalled':
      return recordForestalled(command, payment);
    case 'RequestRefund':
      return requestRefund(command, payment);
    case 'RecordRefund':
      return recordRefund(command, payment);
    default:
      return assertNever(command);
  }
};

/** One order's payment: all attempts to take its money, and all that is given back of it. */
export const paymentDecider: Decider<PaymentCommand, PaymentEvent, Payment, PaymentRefusal> = {
  initial: { status: 'Unopened' },
  decide,
  evolve,
};
