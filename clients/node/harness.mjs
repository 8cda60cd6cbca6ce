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
    const answer = await fetch(`${this.sim}/sim/requests?last=100`);
    return (await answer.json()).filter((one) => one.body.includes(marker));
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

/** Runs every feature against every upstream, writes the results, and ends the process. */
export async function run(sdk, version, features) {
  let failed = 0;
  for (const pair of process.env.SUITE_UPSTREAMS.split(/\s+/).filter(Boolean)) {
    const at = pair.indexOf('=');
    const target = new Target(pair.slice(0, at), pair.slice(at + 1));
    for (const [feature, run] of Object.entries(features)) {
      const began = performance.now();
      let outcome = 'ok';
      let detail = '';
      try {
        await run(target);
      } catch (failure) {
        outcome = failure instanceof Unsupported ? 'unsupported' : 'failed';
        detail = outcome === 'failed' ? `${failure.name}: ${failure.message}` : failure.message;
        if (outcome === 'failed') {
          failed++;
          console.error(`${sdk} ${target.upstream} ${feature}\n${failure.stack}`);
        }
      }
      const seconds = Math.round(performance.now() - began) / 1000;
      const line = { sdk, version, upstream: target.upstream, feature, outcome, detail: detail.slice(0, 500), seconds };
      appendFileSync(process.env.SUITE_RESULTS, `${JSON.stringify(line)}\n`);
    }
  }
  process.exit(failed > 0 ? 1 : 0);
}
