import { join } from 'node:path';
import { allEvents, contexts, type EventContract } from '@oms/contracts';
import { toJSONSchema } from 'zod';
import { generated, modeOf } from './generated-file';
import { repository } from './subgraphs';

interface Shape {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Shape[];
  readonly format?: string;
}

const shapeOf = (shape: Shape): string => {
  if (shape.anyOf !== undefined) return shape.anyOf.map(shapeOf).join(' or ');
  if (shape.enum !== undefined) return shape.enum.join(' · ');
  if (shape.items !== undefined) return `list of ${shapeOf(shape.items)}`;
  if (shape.properties !== undefined) return `{ ${Object.keys(shape.properties).join(', ')} }`;
  return shape.format ?? shape.type ?? 'any';
};

const rowsOf = ({ data }: EventContract): readonly string[] => {
  const { properties = {} } = toJSONSchema(data, { io: 'input' }) as Shape;
  return Object.entries(properties).map(([name, shape]) => `| \`${name}\` | ${shapeOf(shape)} |`);
};

const sectionOf = (contract: EventContract): string =>
  [
    `### ${contract.type}`,
    '',
    contract.description,
    '',
    `Aggregate \`${contract.aggregateType}\`, subject \`${contract.subject}\`, ` +
      `[sample](../packages/contracts/fixtures/${contract.type}.json).`,
    '',
    '| data | shape |',
    '| --- | --- |',
    ...rowsOf(contract),
    '',
  ].join('\n');

const page = [
  '# Events',
  '',
  'The events that each context publishes, generated from `packages/contracts` by `npm run generate`. The envelope is CloudEvents 1.0;',
  'its attributes are described in `packages/contracts/src/envelope.ts`.',
  '',
  ...contexts.flatMap((context) => [
    `## ${context}`,
    '',
    ...allEvents.filter((contract) => contract.context === context).map(sectionOf),
  ]),
].join('\n');

generated(join(repository, 'docs', 'events.md'), `${page.trim()}\n`, modeOf(process.argv));
