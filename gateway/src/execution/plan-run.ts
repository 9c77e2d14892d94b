import { isObjectType, type GraphQLError, type GraphQLSchema } from 'graphql';
import type { FetchNode, PlanNode, ResponsePath } from '@apollo/query-planner';
import type { PlannedFetch } from '../subgraphs/data-source';
import { getOwn, isJsonObject, type JsonObject } from '../subgraphs/json';
import type { SubgraphResponse } from '../subgraphs/subgraph-response';
import { ALL, errorOfDisagreement, errorOfFetch, type Fetched, type ReportedError } from './fetch-errors';
import { mergeInto, type MergeOptions, type OnDisagreement, type Place } from './merging';
import { representationOf } from './representation';
import { applyRewrites } from './rewrites';

/** One walk through a plan. */
export interface PlanRun {
  /** Of the whole supergraph. */
  readonly schema: GraphQLSchema;
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** What `@skip` and `@include` ask, by the name of the variable. */
  readonly isTrue: (variable: string) => boolean;
  /** Never rejects: a subgraph that fails is an answer with errors. */
  readonly send: (fetch: PlannedFetch) => Promise<SubgraphResponse>;
  /** All that was fetched, merged; more than the client selected. */
  readonly data: JsonObject;
  readonly errors: GraphQLError[];
}

/** Objects of the answer with which a part of the plan goes on, and where they are. */
interface Cursor {
  readonly path: ResponsePath;
  readonly entities: readonly JsonObject[];
}

const NO_ENTITIES: ReportedError = { message: 'The list of entities is not the one that was asked for.' };

/** Runs a plan, or a part of it that starts at the root. What fails becomes an error of the run. */
export const runPlan = (run: PlanRun, node: PlanNode): Promise<void> =>
  runNode(run, node, { path: [], entities: [run.data] });

const runNode = async (run: PlanRun, node: PlanNode, cursor: Cursor): Promise<void> => {
  switch (node.kind) {
    case 'Fetch':
      return node.requires === undefined ? fetchRoots(run, node, cursor) : fetchEntities(run, node, cursor);
    case 'Sequence':
      for (const one of node.nodes) await runNode(run, one, cursor);
      return;
    case 'Parallel':
      await Promise.all(node.nodes.map((one) => runNode(run, one, cursor)));
      return;
    case 'Flatten': {
      const below = moved(cursor, node.path);
      return below.entities.length === 0 ? undefined : runNode(run, node.node, below);
    }
    case 'Condition': {
      const chosen = run.isTrue(node.condition) ? node.ifClause : node.elseClause;
      return chosen && runNode(run, chosen, cursor);
    }
    case 'Defer':
      throw new Error('Plans with @defer are not supported');
  }
};

const moved = ({ path, entities }: Cursor, further: ResponsePath): Cursor => ({
  path: [...path, ...further],
  entities: entities.flatMap((entity) => objectsAt(entity, further, 0)),
});

/** From the part of the path at `depth` on. */
const objectsAt = (value: unknown, path: ResponsePath, depth: number): JsonObject[] => {
  const part = path[depth];
  if (Array.isArray(value)) return value.flatMap((one) => objectsAt(one, path, part === ALL ? depth + 1 : depth));
  if (!isJsonObject(value)) return [];
  return part === undefined ? [value] : objectsAt(getOwn(value, String(part)), path, depth + 1);
};

const usedBy = ({ variableUsages = [] }: FetchNode, { variables }: PlanRun): PlannedFetch['variables'] =>
  Object.fromEntries(
    variableUsages.flatMap((name) => (Object.hasOwn(variables, name) ? [[name, variables[name]] as const] : [])),
  );

const mergeOptions = ({ schema }: PlanRun, onDisagreement: OnDisagreement): MergeOptions => ({
  disagree: onDisagreement,
  isObjectTypeName: (name) => isObjectType(schema.getType(String(name))),
});

/** Joins the answer of a fetch of root fields. */
const fetchRoots = async (run: PlanRun, node: FetchNode, { path, entities }: Cursor): Promise<void> => {
  const { data, errors } = await run.send({ node, variables: usedBy(node, run), representations: undefined });
  const fetched = { subgraph: node.serviceName, data: run.data, path, entities: [] };
  report(run, fetched, errors);
  if (!isJsonObject(data)) return;
  applyRewrites(run.schema, node.outputRewrites, data);
  for (const entity of entities) {
    const options = mergeOptions(run, (place) => {
      disagree(run, fetched, place);
    });
    mergeInto(entity, data, options);
  }
};

/** Fetches entities by their representations, and merges the response into each. */
const fetchEntities = async (run: PlanRun, node: FetchNode, { path, entities }: Cursor): Promise<void> => {
  const { requires = [], serviceName: subgraph } = node;
  const known = entities.flatMap((entity) => {
    const representation = representationOf(run.schema, entity, requires);
    // Without a type, none of the types that are required was that of the entity.
    return representation?.['__typename'] ? [{ entity, representation }] : [];
  });
  if (known.length === 0) return;

  const representations = known.map(({ representation }) => representation);
  for (const representation of representations) applyRewrites(run.schema, node.inputRewrites, representation);
  const fetched = { subgraph, data: run.data, path, entities: known.map(({ entity }) => entity) };
  const { data, errors = [] } = await run.send({ node, variables: usedBy(node, run), representations });
  const received = data?.['_entities'];
  const isAnswer = Array.isArray(received) && received.length === known.length;
  report(run, fetched, isAnswer || errors.length > 0 ? errors : [NO_ENTITIES]);
  if (!isAnswer) return;
  known.forEach(({ entity }, index) => {
    join(run, node, { entity, index, fetched, received: received[index] as unknown });
  });
};

interface Joined {
  readonly entity: JsonObject;
  /** In the list of representations. */
  readonly index: number;
  readonly fetched: Fetched;
  readonly received: unknown;
}

const join = (run: PlanRun, { outputRewrites }: FetchNode, { entity, index, fetched, received }: Joined): void => {
  const { schema } = run;
  if (!isJsonObject(received)) return;
  const { __typename: known } = entity;
  // Rewrites depend on types, which a subgraph returns only where they are selected.
  received['__typename'] ??= known;
  applyRewrites(schema, outputRewrites, received);
  const options = mergeOptions(run, (place) => {
    disagree(run, fetched, ['_entities', index, ...place]);
  });
  mergeInto(entity, received, options);
};

const disagree = ({ errors }: PlanRun, fetched: Fetched, at: Place): void => {
  const error = errorOfDisagreement(fetched, at, errors);
  if (error !== undefined) errors.push(error);
};

const report = ({ errors }: PlanRun, fetched: Fetched, reported: readonly ReportedError[] = []): void => {
  errors.push(...reported.map((error) => errorOfFetch(fetched, error)));
};
