import { documentAttacks } from '@oms/testing';
import { buildSchema, getIntrospectionQuery, Kind, parse, validate } from 'graphql';
import { documentErrors } from './document-errors';
import { documentSizes } from './document-size';
import { documentSteps } from './document-steps';
import { fragmentsOf } from './fragments';
import type { DocumentLimits } from './limits';
import { documentParser } from './parser';
import { refusedDocuments } from './refused-documents';

const limits: DocumentLimits = {
  depthMax: 12,
  aliasesMax: 50,
  directivesMax: 30,
  rootFieldsMax: 20,
  fieldsMax: 2_000,
  stepsMax: 20_000,
};

const schema = buildSchema('type Query { me: Query list(in: [Int] of: In): [Query] } input In { in: In }');
const codesOf = (query: string): unknown[] =>
  documentErrors(parse(query), limits).map(({ extensions }) => extensions['code']);
const stepsOf = (query: string, max: number): number => documentSteps(parse(query), fragmentsOf(parse(query)), max);
const chain = (length: number): string =>
  `{ ...F0 } ${Array.from({ length }, (_, n) => `fragment F${n.toString()} on Query { __typename ...F${(n + 1).toString()} ...F${(n + 1).toString()} }`).join(' ')} fragment F${length.toString()} on Query { __typename }`;

describe('the limits of documents', () => {
  it.each(documentAttacks('me'))('are held against $what in steps that come to an end', ({ query }) => {
    // The last comparison of all fields of one name is counted at once, and not made.
    expect(stepsOf(query, limits.stepsMax)).toBeLessThan(limits.stepsMax * 100);
  });

  it.each(documentAttacks('me').filter(({ what }) => !what.startsWith('fragments that spread')))(
    'refuse $what before validation, or by its size',
    ({ query, limits: expected }) => {
      const document = parse(query);
      const [operation] = document.definitions;
      if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('The first definition is the operation');
      const { selections } = documentSizes(fragmentsOf(document))(operation);
      const [code] = codesOf(query);
      if (code === undefined) expect(selections).toBeGreaterThan(limits.stepsMax);
      else expect(expected).toContain(code);
    },
  );

  it('visit each fragment once: twice as many take about twice as many steps', () => {
    const [short, long] = [stepsOf(chain(20), 1e9), stepsOf(chain(40), 1e9)];
    expect(long).toBeLessThan(short * 4);
  });

  it('name the sizes that are beyond them where a document takes too many steps', () => {
    expect(codesOf(`{ ${'me '.repeat(900)} }`)).toEqual(['ROOT_FIELD_LIMIT']);
    expect(codesOf(`{ me { ${'__typename '.repeat(400)} } }`)).toEqual(['STEP_LIMIT']);
    const [error] = documentErrors(parse(`{ me { ${'__typename '.repeat(400)} } }`), limits);
    expect(error?.message).toContain('20000');
  });

  it('count the comparison of long lists of arguments', () => {
    const field = `list(in: [${'1 '.repeat(40)}]) { __typename }`;
    expect(codesOf(`{ me { ${field.repeat(18)} } }`)).toEqual(['STEP_LIMIT']);
    expect(codesOf(`{ me { ${field} } }`)).toEqual([]);
  });

  it('count what many operations have in common for each of them', () => {
    const shared = `fragment F on Query { ${Array.from({ length: 100 }, (_, n) => `a${n.toString()}: me { __typename }`).join(' ')} }`;
    const operations = Array.from({ length: 100 }, (_, n) => `query Q${n.toString()} { ...F }`).join(' ');
    expect(codesOf(shared)).toEqual([]);
    // Reported once, however many operations are too large.
    expect(codesOf(`${operations} ${shared}`)).toEqual(['ALIAS_LIMIT', 'ROOT_FIELD_LIMIT']);
  });

  it('refuse what is nested so deep that it takes a stack to read', () => {
    expect(codesOf(`${'{ me '.repeat(300)}{ __typename } ${'}'.repeat(300)}`)).toEqual(['DEPTH_LIMIT']);
    expect(codesOf(`{ list(of: ${'{ in: '.repeat(500)} null ${'}'.repeat(500)}) { __typename } }`)).toEqual([
      'DEPTH_LIMIT',
    ]);
  });

  it('leave alone what validates without much work', () => {
    for (const query of [
      getIntrospectionQuery(),
      '{ me { ...F ...F } } fragment F on Query { me { __typename } ... on Query { list { ...G } } } fragment G on Query { __typename }',
      '{ ...Missing }',
    ]) {
      expect(documentErrors(parse(query), limits)).toEqual([]);
    }
  });

  it('refuse a fragment within itself with the text of validation', () => {
    const query = '{ ...A } fragment A on Query { me { ...B } } fragment B on Query { ...A }';
    const [own] = documentErrors(parse(query), limits);
    const [validation] = validate(schema, parse(query));
    expect(own?.message).toBe(validation?.message);
    expect(own?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});

describe('a parser of documents', () => {
  it('reports what is nested too deep as a syntax error', () => {
    const parser = documentParser(100_000);
    expect(() => parser(`{ list(in: ${'['.repeat(40_000)}${']'.repeat(40_000)}) }`)).toThrow(/too deep/);
    expect(() => documentParser(10)('{ a b c d e f g h i j }')).toThrow(/10 tokens/);
  });
});

describe('placeholders', () => {
  it('take the place of refused documents, and of no others', () => {
    const refusals = refusedDocuments((document) => documentErrors(document, limits));
    const [small, large] = [parse('{ me { __typename } }'), parse(`{ me { ${'__typename '.repeat(400)} } }`)];
    expect(refusals.placeholderFor(small)).toBe(small);
    expect(refusals.errorsOf(small)).toEqual([]);
    const placeholder = refusals.placeholderFor(large);
    expect(validate(schema, placeholder)).toEqual([]);
    expect(refusals.errorsOf(placeholder).map(({ extensions }) => extensions['code'])).toEqual(['STEP_LIMIT']);
  });
});
