import { createRequire } from 'node:module';
import { eventually } from '@rushgraph/testkit';
import { vi } from 'vitest';
import { WebSocket } from 'ws';
import { pageFetch } from './page-fetch.ts';

/** Where the frame comes from: messages of others are not heard. */
const FRAME_ORIGIN = 'https://sandbox.embed.apollographql.com';

/** What the page tells the frame, as far as tests look at it. */
export interface Told {
  readonly name: string;
  readonly operationId?: string;
  readonly schema?: unknown;
  readonly error?: unknown;
  readonly errors?: unknown;
  readonly status?: string;
  readonly response?: { readonly data?: unknown; readonly errors?: unknown; readonly status?: number };
}

export interface SandboxPage {
  /** Says something as the frame does. */
  say(message: { readonly name: string } & Readonly<Record<string, unknown>>): void;
  /** Everything that the frame was told by this name, in order. */
  told(name: string): readonly Told[];
  /** The next one of them that nobody has taken yet. */
  next(name: string): Promise<Told>;
  close(): void;
}

/**
 * A page of this origin that holds Apollo Sandbox, in Node: the published script asks the gateway as it does in a browser,
 * which here is no more than what the script touches of one. Only one at a time: it is found by global names.
 */
export function openSandboxPage(origin: string, gatewayOrigin: string): SandboxPage {
  const told: Told[] = [];
  const taken = new Map<string, number>();
  const window = Object.assign(new EventTarget(), { location: { origin: gatewayOrigin, href: `${gatewayOrigin}/` } });
  const frame = new Frame((message) => told.push(structuredClone(message)));
  vi.stubGlobal('window', window);
  vi.stubGlobal('document', {
    createElement: () => frame,
    getElementById: () => null,
    // The page has an icon already.
    querySelector: () => frame,
  });
  // What it takes for a browser's own it looks for when it is loaded.
  vi.stubGlobal(
    'WebSocket',
    class extends WebSocket {
      constructor(url: string, protocols: string) {
        super(url, protocols, { origin });
      }
    },
  );
  const { ApolloSandbox } = createRequire(import.meta.url)('@apollo/sandbox');
  const sandbox = new ApolloSandbox({
    target: { appendChild: () => undefined },
    initialEndpoint: `${gatewayOrigin}/graphql`,
    handleRequest: pageFetch(origin),
  });

  const named = (name: string) => told.filter((one) => one.name === name);
  return {
    say: (data) => window.dispatchEvent(Object.assign(new Event('message'), { origin: FRAME_ORIGIN, data })),
    told: named,
    next: (name) =>
      eventually(() => {
        const count = taken.get(name) ?? 0;
        const message = named(name)[count];
        if (message === undefined) throw new Error(`The frame was told no other ${name}`);
        taken.set(name, count + 1);
        return message;
      }),
    close() {
      sandbox.dispose();
      vi.unstubAllGlobals();
    },
  };
}

/** An element without properties of its own, like any element: the script puts it into messages of its socket. */
class Frame {
  readonly #hear: (message: Told) => void;
  readonly #attributes = new Map<string, string>();
  constructor(hear: (message: Told) => void) {
    this.#hear = hear;
  }
  set src(url: string) {
    this.#attributes.set('src', url);
  }
  set id(id: string) {
    this.#attributes.set('id', id);
  }
  setAttribute(name: string, value: string): void {
    this.#attributes.set(name, value);
  }
  get contentWindow() {
    return { postMessage: this.#hear };
  }
}
