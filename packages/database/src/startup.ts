import type { Logger } from '@oms/telemetry';
import { firstConnection, STARTUP_TIMEOUT_MS } from '@oms/workers';
import { clientConfig, connectClient, type DatabaseConfig, placeOf, reasonOf } from './connection';
import { isTransientDatabaseError } from './errors';
import { migrate, type MigrationClass } from './migrate';

const MS_PER_S = 1_000;

export interface StartupParts {
  readonly migrations: readonly MigrationClass[];
  readonly logger: Logger;
  readonly startupTimeoutMs?: number;
}

/** The server was reached, but the schema could not be migrated. */
class MigrationFailure extends Error {
  override readonly name = 'MigrationFailure';
}

const isTransient = (error: unknown): boolean =>
  isTransientDatabaseError(error instanceof MigrationFailure ? error.cause : error);

/** One line: what is wrong, and what to do. */
const described = (error: unknown, { url, schema }: DatabaseConfig, waitedMs: number): Error => {
  const place = placeOf(url);
  const cause = error instanceof MigrationFailure ? error.cause : error;
  const reason = reasonOf(cause);
  if (error instanceof MigrationFailure)
    return new Error(`Cannot bring schema "${schema}" at ${place} up to date: ${reason}`, { cause });
  const text = isTransient(cause)
    ? `${reason} (waited ${(waitedMs / MS_PER_S).toFixed(1)} s). Start it, or set DATABASE_URL to one that is running.`
    : `${reason}. Set DATABASE_URL to a role, a password and a database that exist.`;
  return new Error(`Cannot use PostgreSQL at ${place}: ${text}`, { cause });
};

/**
 * Brings the schema up to date, then opens what is to be opened; again from the beginning while the server may be
 * starting. A wrong password or an unknown database fails at once.
 */
export const openAtStartup = async <Opened>(
  config: DatabaseConfig,
  { migrations, logger, startupTimeoutMs = STARTUP_TIMEOUT_MS }: StartupParts,
  open: () => Promise<Opened>,
): Promise<Opened> => {
  const place = placeOf(config.url);
  const beganAt = performance.now();

  const attempt = async (connectMs: number): Promise<Opened> => {
    const probe = await connectClient(clientConfig(config, 'start', { connectMs }));
    await probe.end();
    await migrate(config, { migrations, logger }, connectMs).catch((cause: unknown) => {
      throw new MigrationFailure('The schema could not be brought up to date.', { cause });
    });
    return open();
  };

  try {
    return await firstConnection({
      connect: attempt,
      isTransient,
      timeoutMs: startupTimeoutMs,
      onWaiting: ({ error, waitedMs, leftMs }) => {
        logger.warn({ place, reason: reasonOf(error), waitedMs, leftMs }, 'waiting for PostgreSQL');
      },
    });
  } catch (error) {
    throw described(error, config, performance.now() - beganAt);
  }
};
