export { documentAttacks, type DocumentAttack } from './document-attacks';
export { eventually, type EventuallyOptions } from './eventually';
export { type BoundedReadsOptions, expectBoundedReads } from './bounded-reads';
export { commonRetentionCases, idempotencyRetentionCases } from './common-retention-cases';
export { itTakesEachMutationOnce, type KeyedMutations, type PreparedMutation } from './keyed-mutations';
export { type BigTable, fillWithAMillion } from './million-rows';
export { type NatsCluster, natsCluster } from './nats-cluster';
export { type Race, raceAgainstItself, RACERS, rotated } from './race-against-itself';
export {
  type DeclaredRetention,
  itKeepsToItsRetentions,
  type RetentionCase,
  type RetentionsUnderTest,
} from './retention-contract';
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
