// Features of an SDK, run against upstreams, one result line each; clients/run.py sets the environment:
// SUITE_URL the base URL without version, SUITE_KEY a key that is accepted, SUITE_SIM the simulator's URL,
// SUITE_UPSTREAMS name=model pairs separated by blanks, SUITE_RESULTS the file that results are added to.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';

export const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
export const PDF = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`;

/** Base64 of text. */
export const base64 = (text) => Buffer.from(text).toString('base64');

const MAKERS = {
  openai: 'OpenAI Chat',
  responses: 'OpenAI Responses',
  anthropic: 'Anthropic',
  gemini: 'Gemini',
  cohere: 'Cohere',
};

/** The upstream's dialect cannot express the feature, and the answer said so. */
export class Unsupported extends Error {}

/** One upstream as a suite sees it. */
export class Target {
  constructor(upstream, model) {
    this.url = process.env.SUITE_URL;
    this.key = process.env.SUITE_KEY;
    this.sim = process.env.SUITE_SIM;
    this.upstream = upstream;
    this.model = model;
  }

  /** Whether the SDK talks to the simulator itself, with no gateway between. */
  get direct() {
    return this.upstream === 'sim';
  }

  /** Whose API it is, in a sentence. */
  get maker() {
    return MAKERS[this.upstream];
  }

  /** The error that says that the upstream's dialect has no such thing, once the answer's headers have said so. */
  lacks(headers, pointer, words) {
    const named = (headers instanceof Headers ? headers.get('x-weir-loss') : headers?.['x-weir-loss']) ?? '';
    assert.ok(named.split(',').some((one) => one.startsWith(pointer)), `nothing says that ${pointer} was dropped: ${named}`);
    return new Unsupported(`${this.maker} ${words}; x-weir-loss says so`);
  }

  /** The model's name with options of the simulator, for example `tokens=60`. */
  behaving(...options) {
    return [this.model, ...options].join('+');
  }

  /** Another model name at the same provider. */
  sibling(name) {
    return this.model.slice(0, this.model.lastIndexOf('/') + 1) + name;
  }

  /** What the simulator received that holds the marker, newest last. */
  async requestsWith(marker) {
    return (await fetch(`${this.sim}/sim/requests?last=1000&holding=${marker}`)).json();
  }

  /** Waits until the simulator has seen the client of the marked request go away. */
  async waitUntilAborted(marker, milliseconds = 3000) {
    const deadline = performance.now() + milliseconds;
    for (;;) {
      const found = await this.requestsWith(marker);
      if (found.length > 0 && found.every((one) => one.aborted)) return;
      if (performance.now() > deadline) {
        throw new Error(`the provider saw no cancellation within ${milliseconds} ms: ${JSON.stringify(found)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** A word that marks one request. */
export const marker = () => `marker-${randomUUID()}`;

/** The error of exactly this class that the call rejects with. */
export async function raises(kind, call) {
  try {
    await call();
  } catch (failure) {
    assert.equal(failure.constructor.name, kind.name, `${failure.stack}`);
    return failure;
  }
  throw new Error(`no ${kind.name} was raised`);
}

/** Everything an asynchronous iterable yields. */
export async function all(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}

/** The version of an installed package. */
export const versionOf = (name) =>
  JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;

/** Runs every feature against every upstream, these side by side, writes the results, and ends the process. */
export async function run(sdk, version, features) {
  const targets = process.env.SUITE_UPSTREAMS.split(/\s+/).filter(Boolean).map((pair) => {
    const at = pair.indexOf('=');
    return new Target(pair.slice(0, at), pair.slice(at + 1));
  });
  const found = await Promise.all(
    targets.map(async (target) => {
      const lines = [];
      for (const [feature, run] of Object.entries(features)) {
        lines.push({ sdk, version, upstream: target.upstream, feature, ...(await outcomeOf(sdk, target, feature, run)) });
      }
      return lines;
    }),
  );
  const lines = found.flat();
  appendFileSync(process.env.SUITE_RESULTS, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  process.exit(lines.some((line) => line.outcome === 'failed') ? 1 : 0);
}

/** What became of a feature at an upstream. */
async function outcomeOf(sdk, target, feature, run) {
  const began = performance.now();
  let outcome = 'ok';
  let detail = '';
  try {
    await run(target);
  } catch (failure) {
    outcome = failure instanceof Unsupported ? 'unsupported' : 'failed';
    detail = outcome === 'failed' ? `${failure.name}: ${failure.message}` : failure.message;
    if (outcome === 'failed') console.error(`${sdk} ${target.upstream} ${feature}\n${failure.stack}`);
  }
  return { outcome, detail: detail.slice(0, 500), seconds: Math.round(performance.now() - began) / 1000 };
}
