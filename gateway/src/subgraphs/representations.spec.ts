import { uniqueRepresentations } from './representations';

const ada = { __typename: 'User', id: '1' };
const grace = { __typename: 'User', id: '2' };

describe('representations', () => {
  it('are named once each', () => {
    expect(JSON.parse(uniqueRepresentations([ada, grace, ada]).json)).toEqual([ada, grace]);
  });

  it('are answered as often as they were listed, each with an object of its own', () => {
    const { spread } = uniqueRepresentations([ada, grace, ada]);
    const entities = spread({ data: { _entities: [{ name: 'Ada' }, null] } }).data?.['_entities'] as unknown[];
    expect(entities).toEqual([{ name: 'Ada' }, null, { name: 'Ada' }]);
    expect(entities[0]).not.toBe(entities[2]);
  });

  it('have their errors wherever they were listed', () => {
    const { spread } = uniqueRepresentations([ada, grace, ada]);
    const answer = spread({ data: null, errors: [{ message: 'no', path: ['_entities', 0, 'name'] }] });
    expect(answer.errors?.map(({ path }) => path)).toEqual([
      ['_entities', 0, 'name'],
      ['_entities', 2, 'name'],
    ]);
  });

  it('are left alone when no two are equal', () => {
    const answer = { data: { _entities: [{ name: 'Ada' }, { name: 'Grace' }] } };
    expect(uniqueRepresentations([ada, grace]).spread(answer)).toBe(answer);
  });

  it('are passed on as they came when the subgraph did not answer each', () => {
    const answer = { data: { _entities: [] } };
    expect(uniqueRepresentations([ada, ada]).spread(answer).data).toEqual({ _entities: [] });
  });
});
