import { daysAgo, describeRetentions, idOf } from '@oms/messaging/testing';
import type { RetentionCase } from '@oms/testing';
import { entities } from './entities';
import { migrations } from './migrations';
import { retentions } from './retentions';

/** Nothing of it ends, however old it is. */
const of = (place: number, at: string): readonly RetentionCase[] => [
  { table: 'products', row: `values ('${place.toString()}', 'Tea', 1, 'USD', false, 0, 1)`, goes: false },
  {
    table: 'stock_levels',
    row: `(sku, on_hand, reserved, reorder_point, updated_at) values ('${place.toString()}', 1, 0, 0, ${at})`,
    goes: false,
  },
  { table: 'reservations', row: `values (${idOf(place)}, 'ada', 'RELEASED', 1, ${at})`, goes: false },
  { table: 'reservation_lines', row: `values (${idOf(place)}, '${place.toString()}', 1)`, goes: false },
  {
    table: 'stock_movements',
    row: `(id, sku, kind, on_hand_delta, reserved_delta, at)
      values (${idOf(place)}, '${place.toString()}', 'INITIAL', 1, 0, ${at})`,
    goes: false,
  },
];

const cases: readonly RetentionCase[] = [...of(1, daysAgo(7_300)), ...of(2, 'now()')];

describeRetentions('inventory', { entities, migrations, retentions, cases });
