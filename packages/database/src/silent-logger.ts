import type { Logger } from 'typeorm';

const nothing = (): void => undefined;

/** TypeORM would write plain lines to standard output, where ours are JSON; what goes wrong is thrown to us as well. */
export const silentLogger: Logger = {
  logQuery: nothing,
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
  logMigration: nothing,
  log: nothing,
};
