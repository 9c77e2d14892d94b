import { figure, heading } from '../report';
import { catchUp } from './catch-up';

/** A context that is a million events behind catches up with the event log. Uses `folder`. */
export const benchLog = async (folder: string): Promise<void> => {
  const { backlog, probe, eventsPerSecond } = await catchUp(folder);
  heading(`A context is ${backlog.toLocaleString('en')} events behind`);
  figure('rate at which it catches up', `${eventsPerSecond.toFixed(0)} events/s`);
  figure(
    'another context meanwhile: commit → effect p50 / max',
    `${probe.p50Ms.toFixed(1)} / ${probe.maxMs.toFixed(1)} ms`,
  );
};
