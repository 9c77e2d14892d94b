import { deleteExpired, openDatabase, prune, type Database } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import {
  commonRetentionCases,
  idempotencyRetentionCases,
  itKeepsToItsRetentions,
  type RetentionCase,
  testServers,
  type TestServers,
} from '@oms/testing';
import { entities } from './entities';
import { migrations } from './migrations';
import { retentions } from './retentions';

const ago = (days: number): string => `now() - interval '${days.toString()} days'`;
const id = (last: number): string => `'0192f0c1-7a10-7000-8000-${last.toString().padStart(12, '0')}'`;

/** Nothing of it ends, however old it is. */
const of = (place: number, at: string): readonly RetentionCase[] => [
  { table: 'products', row: `values ('${place.toString()}', 'Tea', 1, 'USD', false, 0, 1)`, goes: false },
  {
    table: 'stock_levels',
    row: `(sku, on_hand, reserved, reorder_point, updated_at) values ('${place.toString()}', 1, 0, 0, ${at})`,
    goes: false,
  },
  { table: 'reservations', row: `values (${id(place)}, 'ada', 'RELEASED', 1, ${at})`, goes: false },
  { table: 'reservation_lines', row: `values (${id(place)}, '${place.toString()}', 1)`, goes: false },
  {
    table: 'stock_movements',
    row: `(id, sku, kind, on_hand_delta, reserved_delta, at)
      values (${id(place)}, '${place.toString()}', 'INITIAL', 1, 0, ${at})`,
    goes: false,
  },
];

const cases: readonly RetentionCase[] = [...of(1, ago(7_300)), ...of(2, 'now()')];

describe('what inventory keeps', () => {
  let servers: TestServers<'inventory'>;
  let database: Database;

  beforeAll(async () => {
    servers = await testServers(['inventory']);
    const logger = createLogger({ name: 'inventory', level: 'silent' });
    database = await openDatabase(servers.schemas.inventory, { entities, migrations, logger });
  });

  afterAll(async () => {
    await database.close();
    await servers.drop();
  });

  itKeepsToItsRetentions('inventory', () => ({
    ...servers.schemas.inventory,
    cases: [...commonRetentionCases, ...idempotencyRetentionCases, ...cases],
    declared: retentions.map((retention) => ({ ...retention, statement: deleteExpired(retention) })),
    prune: async () => {
      for (const retention of retentions) await prune(database, retention);
    },
  }));
});
