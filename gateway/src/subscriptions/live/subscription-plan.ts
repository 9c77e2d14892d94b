import type { FetchNode } from '@apollo/query-planner';
import type { PreparedOperation, Identity } from '../../execution/prepared-operation';
import type { OperationRequest } from '../../operation/operation';
import type { Subgraph } from '../../supergraph/supergraph';
import type { UpstreamOperation } from '../upstream/upstream';
import { resumptionOf } from './resumption';

/**
 * The operation which the owning subgraph answers with events: the `primary` of the plan, with the variables it uses. Of a
 * resumable stream, from `cursor` on as soon as there is one.
 */
export const upstreamOperationOf = (operation: PreparedOperation, cursor: string | undefined): UpstreamOperation => {
  const primary = primaryOf(operation);
  const { operationName } = primary;
  const resumption = resumptionOf(operation);
  const variables = (used: readonly string[] = []): Record<string, unknown> =>
    Object.fromEntries(Object.entries(operation.variables).filter(([name]) => used.includes(name)));
  if (resumption === undefined || cursor === undefined) {
    const query = resumption?.first ?? primary.operation;
    return { query, operationName, variables: variables(primary.variableUsages) };
  }
  const { resumed: query, variable, variableUsages } = resumption;
  return { query, operationName, variables: { ...variables(variableUsages), [variable]: cursor } };
};

/** The subgraph which owns the field. */
export const upstreamSubgraphOf = (operation: PreparedOperation): Subgraph => {
  const { serviceName } = primaryOf(operation);
  const subgraph = operation.supergraph.subgraphs.get(serviceName);
  if (subgraph === undefined) throw new Error(`the plan names a subgraph "${serviceName}" that does not exist`);
  return subgraph;
};

/** Whether both send the same operation to the same URL. */
export const isSameUpstream = (before: PreparedOperation, after: PreparedOperation): boolean =>
  upstreamSubgraphOf(before).url === upstreamSubgraphOf(after).url &&
  upstreamOperationOf(before, undefined).query === upstreamOperationOf(after, undefined).query;

const primaryOf = (operation: PreparedOperation): FetchNode => {
  const node = operation.plan.node;
  if (node?.kind !== 'Subscription') throw new Error('the plan of a subscription has no primary fetch');
  return node.primary;
};

/** Equal for subscriptions that one upstream can serve: the same operation and variables, for the same identity. */
export const sharingKeyOf = (operation: PreparedOperation, identity: Identity): string =>
  JSON.stringify([operation.supergraph.id, operation.key, identity.identityKey, sorted(operation.variables)]);

/** The same value whatever the order in which a client wrote the keys. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => [key, sorted(part)]);
};

/**
 * The request of a prepared operation. By its text even where the client sent a hash; and it is the text of the parsed document,
 * which all operations of that document have in common, so that ten thousand subscriptions do not keep ten thousand copies.
 */
export const requestOf = ({ document, name, variables }: PreparedOperation): OperationRequest => ({
  query: document.loc?.source.body,
  operationName: name,
  variables,
});
