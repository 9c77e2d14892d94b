export { accept, refuse, type Accepted, type Decider, type Decision, type Refused } from './decision';
export { assertNever } from './assert-never';
export type { Brand } from './brand';
export { closingOnFailure } from './closing-on-failure';
export { firstConnection, STARTUP_TIMEOUT_MS, type FirstConnection, type Waiting } from './first-connection';
export { serviceOf, type Service } from './service';
