import { runService } from '@oms/subgraph-kit';
import { composePayments } from './composition';
import { readConfig } from './config';

void runService({ name: 'payments', readConfig, compose: composePayments });
