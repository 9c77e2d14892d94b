import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');

/** Where `npm start` keeps its data. */
export const dataFolder = join(root, '.oms');

/** The text of a GraphQL document that the documentation shows as well. */
export const documentOf = (name: 'first-order' | 'order-timeline'): string =>
  readFileSync(join(root, 'docs', `${name}.graphql`), 'utf8');
