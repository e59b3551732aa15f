import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { type PageOptions, renderPage } from './render-page.ts';

/** The page as it is sent. */
export interface PageFile {
  readonly compressed: Uint8Array;
  readonly policy: string;
  readonly etag: string;
}

const options: PageOptions = workerData;
const { page, policy } = renderPage(options);
const file: PageFile = {
  compressed: gzipSync(page),
  policy,
  etag: `"${createHash('sha256').update(page).digest('base64url')}"`,
};
parentPort?.postMessage(file);
