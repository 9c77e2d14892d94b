import { figure, heading } from '../report';
import { catchUp } from './catch-up';

/** The event log with a million events behind a context that was away, in `folder`. */
export const benchLog = async (folder: string): Promise<void> => {
  const { backlog, probe, eventsPerSecond } = await catchUp(folder);
  heading(`A context was away for ${backlog.toLocaleString('en')} events`);
  figure('it catches up with', `${eventsPerSecond.toFixed(0)} events/s`);
  figure('meanwhile another: commit → effect p50 / max', `${probe.p50Ms.toFixed(1)} / ${probe.maxMs.toFixed(1)} ms`);
};
