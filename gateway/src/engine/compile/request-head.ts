/** The request of one fetch, up to the variables. */
export function requestHead(text: string, operationName: string | undefined): string {
  const named = operationName === undefined ? '' : `,"operationName":${JSON.stringify(operationName)}`;
  return `{"query":${JSON.stringify(text)}${named},"variables":`;
}
