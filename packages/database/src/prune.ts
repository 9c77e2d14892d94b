import type { Service } from '@oms/kernel';
import * as workers from '@oms/workers';
import type { Database } from './database';
import { deleteExpired, type Retention } from './retention';
import { affectedBy } from './sql';

export interface PrunerParts extends Omit<workers.PrunerParts<Retention>, 'deleteExpired'> {
  readonly database: Pick<Database, 'work'>;
}

/** In a transaction of its own, on the pool of background work. */
const deleteExpiredFrom =
  ({ work }: Pick<Database, 'work'>): workers.DeleteExpired<Retention> =>
  (retention, limit) =>
    affectedBy(work, deleteExpired(retention), [limit]);

/** Deletes what is past its retention, in transactions of one small batch each. Resolves to how many rows. */
export const prune = (
  database: Pick<Database, 'work'>,
  retention: Retention,
  limits?: workers.PruneLimits,
): Promise<number> => workers.prune(deleteExpiredFrom(database), retention, limits);

/** Deletes the rows of a context when their retentions are over. */
export const pruner = ({ database, ...parts }: PrunerParts): Service =>
  workers.pruner({ ...parts, deleteExpired: deleteExpiredFrom(database) });
