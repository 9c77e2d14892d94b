export { badUserInput, serviceUnavailable, unauthenticated } from './errors';
export { idempotencyKeyReused, parseKeyedInput, type KeyedInput } from './input/idempotency-key';
export { moneyInput, toMoney, type ApiMoney, type MinorMoney } from './input/money';
export { connection, pageArguments, type Connection, type Page, type PageArguments } from './input/pages';
export { parseInput, type InputErrorCode, type Parsed } from './input/parse-input';
export { userError, type UserError } from './input/user-errors';
export {
  messagingConfig,
  /** @internal */
  processConfig,
  processEnv,
  serviceConfig,
  type MessagingConfig,
  type ProcessConfig,
  type ServiceConfig,
} from './process/config';
export { /** @internal */ envReader, type Environment, type EnvReader } from './process/env-reader';
export { runService, type ServiceOptions, type ServiceParts } from './process/run-service';
export type { RequestContext } from './request-context';
export { /** @internal */ subgraphSchema, type Resolvers, type SchemaParts } from './schema/subgraph-schema';
export {
  subgraphServer,
  type HttpConfig,
  type SubgraphServer,
  type SubgraphServerOptions,
} from './server/subgraph-server';
export { failureOf, messagingChecks } from './server/readiness';
