// The official Google Gen AI SDK beyond chat: embedContent.

import assert from 'node:assert/strict';
import { ApiError, GoogleGenAI } from '@google/genai';
import { raises, run, versionOf } from './harness.mjs';

const EMBEDDERS = { openai: 'embedding-sim', cohere: 'embed-sim' };

function embedder(target) {
  const name = EMBEDDERS[target.upstream] ?? 'gemini-embedding-sim';
  return target.model ? `${target.model}/${name}` : name;
}

async function embed(target, contents, config = {}, model = embedder(target)) {
  const sdk = new GoogleGenAI({ apiKey: target.key, httpOptions: { baseUrl: target.url, timeout: 20_000 } });
  const answer = await sdk.models.embedContent({ model, contents, config });
  return answer.embeddings.map((one) => one.values);
}

const features = {
  embeddings: async (target) => {
    const [one, two] = await embed(target, ['one', 'two']);
    assert.equal(one.length, 64);
    assert.notDeepEqual(one, two);
    assert.deepEqual(await embed(target, 'one'), [one]);
  },
  'embeddings-dimensions': async (target) => {
    const [one] = await embed(target, 'one', { outputDimensionality: 8, taskType: 'RETRIEVAL_QUERY' });
    assert.equal(one.length, 8);
  },
  'embeddings-error': async (target) => {
    const failure = await raises(ApiError, () => embed(target, 'one', {}, `${embedder(target)}-nobody`));
    assert.equal(failure.status, 404);
  },
};

await run('google-genai-node', versionOf('@google/genai'), features);
