/** The driver's own way to send many documents with a command; it is not in its types, because it takes them as bytes. */
declare module 'mongodb/lib/cmap/commands.js' {
  export class DocumentSequence {
    constructor(field: string);
    push(document: object, encoded: Uint8Array): void;
  }
}
