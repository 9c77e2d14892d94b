import { rowLock, type RowLock } from '@oms/database';

/**
 * The lock of a payment, by the id of its order: an order has one. A payment's attempts and refunds are written under it,
 * so that no two writers of many of them wait for each other in a circle.
 */
export const lockOfOrders = rowLock({ table: 'payments', key: 'order_id', type: 'uuid' });

const ofRefunds = `
select order_id as key from payments
where order_id in (select order_id from refunds where id = any($1::uuid[])) order by order_id for update`;

/** The same, by ids of refunds. */
export const lockOfRefunds = (refundIds: readonly string[]): RowLock => ({ text: ofRefunds, values: [refundIds] });
