export { envelopeOf, type TestEvent } from './envelope';
export { playedLog, type PlayedLog } from './played-log';
export { type ContextRetentions, daysAgo, describeRetentions, idOf } from './retentions';
