import { runService } from '@oms/subgraph-kit';
import { composeNotifications } from './composition';
import { readConfig } from './config';

void runService({ name: 'notifications', readConfig, compose: composeNotifications });
