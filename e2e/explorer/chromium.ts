import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

/** Where Debian's package puts it; `.ci/run` installs that. */
const PATH = '/usr/bin/chromium';

/** False where there is no Chromium: what is seen with it is skipped there. */
export const hasChromium = existsSync(PATH);

/** Nothing of it may reach anybody but the page's own server. */
const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Chromium {
  readonly browser: BrowserContext;
  close(): Promise<void>;
}

/** A browser that knows nothing yet. */
export async function startChromium(): Promise<Chromium> {
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
  const viewport = { width: 1_280, height: 800 };
  const browser = await chromium.launchPersistentContext(profile, { executablePath: PATH, args: QUIET, viewport });
  return {
    browser,
    async close() {
      await browser.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
