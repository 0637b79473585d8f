import { FABRIC } from './fabric';
import { FLEET } from './fleet';
import { JOBS } from './jobs';
import { QUEUES } from './queues';
import { Dashboard } from '../../../core/private/metrics/dashboard';

/** Every dashboard that comes with the library. */
export const DASHBOARDS: readonly Dashboard[] = [FABRIC, FLEET, JOBS, QUEUES];
