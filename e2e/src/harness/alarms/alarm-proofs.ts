import type { AlarmProofs, MeasuredSystem } from '../measured';
import { ordersAlarms } from './orders-alarms';
import { paymentsAlarms } from './payments-alarms';
import { serviceAlarms } from './service-alarms';

/** Of every metric with an alarm. `sku` is a product with enough stock. */
export const alarmProofs = (system: MeasuredSystem, sku: string): AlarmProofs => ({
  ...ordersAlarms(system, sku),
  ...paymentsAlarms(system, sku),
  ...serviceAlarms(system, sku),
});
