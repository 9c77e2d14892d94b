export { accept, refuse, type Accepted, type Decider, type Decision, type Refused } from './decision';
export { assertNever } from './assert-never';
export type { Brand } from './brand';
export { serviceOf, type Service } from './service';
