export { backoff } from './backoff';
export { firstConnection, STARTUP_TIMEOUT_MS, type FirstConnection, type Waiting } from './first-connection';
export { leasedWorker, type ClaimRequest, type Lease, type LeasedWorkerOptions } from './leased-worker';
export { loop, type Loop, type LoopOptions } from './loop';
export { measurement, type Measurement } from './measurement';
export { prune, pruner, type DeleteExpired, type PruneLimits, type PrunerParts } from './pruner';
export { retrying, type Retry, type Retrying, type RetryOptions, type TimedRetryPolicy } from './retry';
export { createSignal, pause, type Signal } from './signal';
