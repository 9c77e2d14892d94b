import type { MigrationClass } from '@oms/database';
import { Ages1795700310000 } from './1795700310000-ages';
import { PaymentLists1795700320000 } from './1795700320000-payment-lists';
import { CreatePayments1767225600000 } from './create-payments';

/** In the order in which they run. */
export const migrations: MigrationClass[] = [CreatePayments1767225600000, Ages1795700310000, PaymentLists1795700320000];
