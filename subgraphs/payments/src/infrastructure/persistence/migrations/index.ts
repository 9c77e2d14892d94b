import type { MigrationClass } from '@oms/database';
import { CreatePayments1767225600000 } from './1767225600000-create-payments';
import { UseEventLog1795700000000 } from './1795700000000-use-event-log';
import { TimeLastCharge1795700100000 } from './1795700100000-time-last-charge';
import { IgnoreWebhooks1795700110000 } from './1795700110000-ignore-webhooks';
import { Ages1795700310000 } from './1795700310000-ages';
import { PaymentLists1795700320000 } from './1795700320000-payment-lists';
import { CancelledBeforeOpened1795700410000 } from './1795700410000-cancelled-before-opened';
import { PaymentHistory1795700411000 } from './1795700411000-payment-history';

/** In the order in which they run. */
export const migrations: MigrationClass[] = [
  CreatePayments1767225600000,
  UseEventLog1795700000000,
  TimeLastCharge1795700100000,
  IgnoreWebhooks1795700110000,
  Ages1795700310000,
  PaymentLists1795700320000,
  CancelledBeforeOpened1795700410000,
  PaymentHistory1795700411000,
];
