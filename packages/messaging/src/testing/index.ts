export { envelopeOf, type TestEvent } from './envelope';
export { playedLog, type PlayedLog } from './played-log';
