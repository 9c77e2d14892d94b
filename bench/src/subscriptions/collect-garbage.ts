/** Preloaded into the gateway's process, to collect garbage before its memory is measured. */
process.on('SIGUSR2', () => {
  globalThis.gc?.();
});
