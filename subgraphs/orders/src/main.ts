import { runService } from '@oms/subgraph-kit';
import { composeOrders } from './composition';
import { readConfig } from './config';

void runService({ name: 'orders', readConfig, compose: composeOrders });
