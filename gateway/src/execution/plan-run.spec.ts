import { buildSchema, OperationTypeNode } from 'graphql';
import type { FetchNode, PlanNode } from '@apollo/query-planner';
import type { PlannedFetch } from '../subgraphs/data-source';
import type { SubgraphResponse } from '../subgraphs/subgraph-response';
import { runPlan, type PlanRun } from './plan-run';

const schema = buildSchema(
  'type Query { a: A } interface Named { name: String } type A implements Named { name: String } type B { id: ID }',
);

const fetch = (serviceName: string, more: Partial<FetchNode> = {}): FetchNode => ({
  kind: 'Fetch',
  serviceName,
  operation: `{ ${serviceName} }`,
  operationName: undefined,
  operationKind: OperationTypeNode.QUERY,
  ...more,
});

const requires: FetchNode['requires'] = [
  {
    kind: 'InlineFragment',
    typeCondition: 'Named',
    selections: [
      { kind: 'Field', name: '__typename' },
      { kind: 'Field', name: 'id' },
    ],
  },
];

const flat = (path: (string | number)[], node: PlanNode): PlanNode => ({ kind: 'Flatten', path, node });
const sequence = (...nodes: PlanNode[]): PlanNode => ({ kind: 'Sequence', nodes });

/** Runs a plan against answers by subgraph. */
const ran = async (
  node: PlanNode,
  answers: Record<string, SubgraphResponse>,
  variables: Record<string, unknown> = {},
) => {
  const sent: Pick<PlannedFetch, 'variables' | 'representations'>[] = [];
  const run: PlanRun = {
    schema,
    variables,
    isTrue: (name) => variables[name] === true,
    send: ({ node: { serviceName }, ...rest }) => {
      // Written as it goes out: what changes later has been sent already.
      sent.push(JSON.parse(JSON.stringify(rest)) as PlannedFetch);
      return Promise.resolve(answers[serviceName] ?? {});
    },
    data: {},
    errors: [],
  };
  await runPlan(run, node);
  const errors = run.errors.map(({ message, path, extensions }) => ({ message, path, code: extensions['code'] }));
  return { data: run.data, errors, sent };
};

describe('the run of a plan', () => {
  const list = { data: { list: [{ __typename: 'A', id: '1' }, null, { __typename: 'A', id: '2' }] } };

  it('joins what other subgraphs know of the same entities', async () => {
    const { data, sent } = await ran(sequence(fetch('first'), flat(['list', '@'], fetch('second', { requires }))), {
      first: list,
      second: { data: { _entities: [{ name: 'One' }, { name: 'Two' }] } },
    });
    expect(sent[1]?.representations).toEqual([
      { __typename: 'A', id: '1' },
      { __typename: 'A', id: '2' },
    ]);
    expect(data).toMatchObject({ list: [{ id: '1', name: 'One' }, null, { id: '2', name: 'Two' }] });
  });

  it('does not send a subgraph entities that are of another type or lack a key', async () => {
    const mixed = { data: { list: [{ __typename: 'B', id: '1' }, { __typename: 'A' }, { __typename: 'A', id: '3' }] } };
    const { data, sent } = await ran(sequence(fetch('first'), flat(['list', '@'], fetch('second', { requires }))), {
      first: mixed,
      second: { data: { _entities: [{ name: 'Three' }] } },
    });
    expect(sent[1]?.representations).toEqual([{ __typename: 'A', id: '3' }]);
    expect(data).toMatchObject({ list: [{ id: '1' }, {}, { id: '3', name: 'Three' }] });
  });

  it('keeps the type of an entity when a subgraph has its interface only', async () => {
    const { data } = await ran(sequence(fetch('first'), flat(['list', '@'], fetch('second', { requires }))), {
      first: {
        data: {
          list: [
            { __typename: 'A', id: '1' },
            { __typename: 'Named', id: '2' },
          ],
        },
      },
      second: { data: { _entities: [{ __typename: 'Named' }, { __typename: 'A' }] } },
    });
    expect(data).toMatchObject({ list: [{ __typename: 'A' }, { __typename: 'A' }] });
  });

  it('sends nothing when there are no entities to fetch', async () => {
    const node = sequence(fetch('first'), flat(['list', '@'], fetch('second', { requires })));
    expect((await ran(node, { first: { data: { list: [] } } })).sent).toHaveLength(1);
  });

  it('finds entities in lists of lists', async () => {
    const { data } = await ran(sequence(fetch('first'), flat(['list', '@', '@'], fetch('second', { requires }))), {
      first: { data: { list: [[{ __typename: 'A', id: '1' }], []] } },
      second: { data: { _entities: [{ name: 'One' }] } },
    });
    expect(data).toMatchObject({ list: [[{ name: 'One' }], []] });
  });

  it('sends the variables that a fetch uses, as far as the client gave them', async () => {
    const variableUsages = ['given', 'nothing', 'missing', '__proto__'];
    const { sent } = await ran(fetch('first', { variableUsages }), {}, { given: 1, nothing: null, other: 2 });
    expect(sent[0]?.variables).toEqual({ given: 1, nothing: null });
  });

  it('takes the way that a condition leaves', async () => {
    const node: PlanNode = {
      kind: 'Condition',
      condition: 'on',
      ifClause: fetch('first'),
      elseClause: fetch('second'),
    };
    const answers = { first: { data: { one: 1 } }, second: { data: { two: 2 } } };
    expect((await ran(node, answers, { on: true })).data).toEqual({ one: 1 });
    expect((await ran(node, answers)).data).toEqual({ two: 2 });
  });

  it('changes names and values on their way in and out', async () => {
    const node = sequence(
      fetch('first', {
        outputRewrites: [{ kind: 'KeyRenamer', path: ['list', '... on A', 'alias'], renameKeyTo: 'count' }],
      }),
      flat(
        ['list', '@'],
        fetch('second', {
          requires,
          inputRewrites: [{ kind: 'ValueSetter', path: ['... on A', '__typename'], setValueTo: 'C' }],
        }),
      ),
    );
    const { data, sent } = await ran(node, {
      first: { data: { list: [{ __typename: 'A', id: '1', alias: 0 }] } },
    });
    expect(JSON.parse(JSON.stringify(data))).toEqual({ list: [{ __typename: 'A', id: '1', count: 0 }] });
    expect(sent[1]?.representations).toEqual([{ __typename: 'C', id: '1' }]);
  });

  it('puts the error of an entity where that entity is', async () => {
    const { errors } = await ran(sequence(fetch('first'), flat(['list', '@'], fetch('second', { requires }))), {
      first: list,
      second: {
        data: { _entities: [{ name: 'One' }, null] },
        errors: [
          { message: 'gone', path: ['_entities', 1, 'name'], extensions: { code: 'NOT_FOUND' } },
          { message: 'tired', path: ['_entities'] },
        ],
      },
    });
    expect(errors).toEqual([
      { message: 'gone', path: ['list', 2, 'name'], code: 'NOT_FOUND' },
      { message: 'tired', path: ['list'], code: 'DOWNSTREAM_SERVICE_ERROR' },
    ]);
  });

  it.each([
    ['no data', {}],
    ['no list', { data: { _entities: null } }],
    ['another number of entities', { data: { _entities: [{}] } }],
  ])('has an error when there are %s for entities, without an error', async (_, second) => {
    const { errors, data } = await ran(sequence(fetch('first'), flat(['list', '@'], fetch('second', { requires }))), {
      first: list,
      second,
    });
    expect(errors).toMatchObject([{ path: ['list'], code: 'DOWNSTREAM_SERVICE_ERROR' }]);
    expect(data).toEqual(list.data);
  });

  it('goes on where a subgraph failed', async () => {
    const { data, errors } = await ran(
      { kind: 'Parallel', nodes: [fetch('first'), fetch('second')] },
      {
        first: { errors: [{ message: 'down', path: ['one'] }] },
        second: { data: { two: 2 } },
      },
    );
    expect(data).toEqual({ two: 2 });
    expect(errors).toMatchObject([{ message: 'down', path: ['one'] }]);
  });

  it('joins objects that several subgraphs answer in part', async () => {
    const { data } = await ran(
      { kind: 'Parallel', nodes: [fetch('first'), fetch('second')] },
      {
        first: { data: { a: { x: 1, list: [{ p: 1 }] } } },
        second: { data: { a: { y: 2, list: [{ q: 2 }] } } },
      },
    );
    expect(data).toEqual({ a: { x: 1, y: 2, list: [{ p: 1, q: 2 }] } });
  });
});
