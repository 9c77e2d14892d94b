export { openDatabase, type Database, type DatabaseParts, type Pool, type TransactionOptions } from './database';
export type { DatabaseConfig } from './connection';
export type { MigrationClass } from './migrate';
export { affectedBy, rowsOf, type Queryable, type Tx } from './sql';
export { isConflict, isDatabaseUnavailable, isTransientDatabaseError, sqlStateOf, StaleWrite } from './errors';
export { lockRows, lockThenRead, rowLock, type RowLock } from './lock-then-read';
export { noteRecordedEvents, type RecordedEvent } from './transactions';
export { pagedStatement } from './paged';
export { /** @internal */ prune, pruner, type PrunerParts } from './prune';
export { /** @internal */ deleteExpired, type Retention } from './retention';
export {
  idempotencyByAge,
  idempotencyRetention,
  idempotencyTable,
  once,
  type Effect,
  type Once,
  type OnceRequest,
} from './once';
export { /** @internal */ BadCursor, decodeCursor, encodeCursor, type CursorPart, type CursorShape } from './cursor';
export { newId } from './new-id';
