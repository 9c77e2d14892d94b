export { playedLog, type PlayedLog } from './played-log';
