export { eventually, type Patience } from './eventually';
export { type Given, type Outcome, type Specification, specify } from './specify';
export { type TestDatabase, type TestSchema } from './test-database';
export { type TestProcess, testProcess, type TestProcessOptions } from './test-process';
export {
  type IsolatedNats,
  isolatedNats,
  type IsolatedPostgres,
  isolatedPostgres,
  type TestServers,
  testServers,
} from './test-servers';
export { type CollectedSpan, type TraceCollector, traceCollector } from './trace-collector';
export { type TcpProxy, tcpProxy } from './tcp-proxy';
