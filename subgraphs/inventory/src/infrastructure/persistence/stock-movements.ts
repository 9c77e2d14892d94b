import { affectedBy, newId, type Tx } from '@oms/database';
import type { StockMovement } from '../../domain/stock/stock-movement';

/** The parameters of {@link movementsFrom}: a column each. */
export const movementColumns = (movements: readonly StockMovement[]): readonly (readonly unknown[])[] => [
  movements.map(() => newId()),
  movements.map(({ sku }) => sku),
  movements.map(({ kind }) => kind),
  movements.map(({ onHandDelta }) => onHandDelta),
  movements.map(({ reservedDelta }) => reservedDelta),
  movements.map(({ orderId }) => orderId ?? null),
  movements.map(({ reason }) => reason ?? null),
];

/** An insert of movements, in their order, from seven parameters that begin at `$first`. */
export const movementsFrom = (first: number): string => {
  const types = ['uuid', 'text', 'text', 'integer', 'integer', 'uuid', 'text'];
  const columns = types.map((type, index) => `$${(first + index).toString()}::${type}[]`).join(', ');
  return `
  insert into stock_movements (id, sku, kind, on_hand_delta, reserved_delta, order_id, reason)
  select id, sku, kind, on_hand_delta, reserved_delta, order_id, reason
  from unnest(${columns}) with ordinality
    as movement (id, sku, kind, on_hand_delta, reserved_delta, order_id, reason, place)
  order by place`;
};

const insertMovements = movementsFrom(1);

export const appendMovements = async (tx: Tx, movements: readonly StockMovement[]): Promise<void> => {
  if (movements.length > 0) await affectedBy(tx, insertMovements, movementColumns(movements));
};
