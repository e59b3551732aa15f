/** Lets whatever else is ready have its turn of the event loop before a long piece of work goes on. */
export function othersFirst(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
