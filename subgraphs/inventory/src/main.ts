import { runService } from '@oms/subgraph-kit';
import { composeInventory } from './composition';
import { readConfig } from './config';

void runService({ name: 'inventory', readConfig, compose: composeInventory });
