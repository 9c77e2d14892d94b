import { readSubgraphConfig, type Environment, type SubgraphConfig } from '@oms/subgraph-kit';

const PORT = 4002;

/** Inventory has no settings of its own. */
export type InventoryConfig = SubgraphConfig;

export const readConfig = (environment?: Environment): InventoryConfig =>
  readSubgraphConfig({ name: 'inventory', port: PORT, settings: {} }, environment).common;
