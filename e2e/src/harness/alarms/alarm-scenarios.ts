import type { AlarmScenarios, MeasuredSystem } from '../measured-system';
import { ordersAlarms } from './orders-alarms';
import { paymentsAlarms } from './payments-alarms';
import { serviceAlarms } from './service-alarms';

/** The scenarios of all metrics with an alarm. `sku` is a product with enough stock. */
export const alarmScenarios = (system: MeasuredSystem, sku: string): AlarmScenarios => ({
  ...ordersAlarms(system, sku),
  ...paymentsAlarms(system, sku),
  ...serviceAlarms(system, sku),
});
