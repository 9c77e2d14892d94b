export { type Command, type Exit, type GuardedProcess, spawnGuarded } from './guarded-process';
export { type EmbeddedNats, type EmbeddedNatsOptions, embeddedNats } from './nats/embedded-nats';
export { assertPortFree, freePort, isPortFree } from './ports';
export { type EmbeddedPostgres, type EmbeddedPostgresOptions, embeddedPostgres } from './postgres/embedded-postgres';
export { asAdmin, ensureSchemas, type SchemaOwner, urlWith } from './postgres/schemas';
export { type Starting, untilReady } from './until-ready';
