// The official Google Gen AI SDK, generateContent.

import assert from 'node:assert/strict';
import { ApiError, FinishReason, GoogleGenAI, Type } from '@google/genai';
import { all, base64, marker, PDF, PNG, raises, run, versionOf } from './harness.mjs';

const SAID = 'Water finds its way. Übrigens: 水 🌊.';
const SAY = `[[say: ${SAID}]]`;
const TOOLS = [
  {
    functionDeclarations: ['weather', 'time'].map((name) => ({
      name,
      description: `Tells the ${name} of a city.`,
      parameters: { type: Type.OBJECT, properties: { city: { type: Type.STRING } }, required: ['city'] },
    })),
  },
];
const TWO_CALLS = '[[call: weather {"city": "Paris"}]] [[call: time {"city": "São Paulo"}]]';

const client = (target, options = {}) =>
  new GoogleGenAI({ apiKey: target.key, httpOptions: { baseUrl: target.url, timeout: 20_000, ...options } });

const ask = (target, contents, config = {}, model = target.model) =>
  client(target).models.generateContent({ model, contents, config });

const stream = (target, contents, config = {}, model = target.model) =>
  client(target).models.generateContentStream({ model, contents, config });

const checkCalls = (calls) =>
  assert.deepEqual(
    calls.map((call) => [call.name, call.args]),
    [['weather', { city: 'Paris' }], ['time', { city: 'São Paulo' }]],
  );

async function fails(target, status, words, model, config) {
  const failure = await raises(ApiError, () => ask(target, 'Hello', config, model));
  assert.equal(failure.status, status);
  assert.match(failure.message, words);
}

const features = {
  'models-list': async (target) => {
    const listed = await all(await client(target).models.list());
    assert.ok(listed.length > 0 && listed.every((model) => model.name.startsWith('models/')));
  },

  plain: async (target) => {
    const answer = await ask(target, SAY);
    assert.equal(answer.text, SAID);
    assert.equal(answer.candidates[0].finishReason, FinishReason.STOP);
    assert.ok(answer.responseId && answer.modelVersion);
  },

  'api-version-v1': async (target) => {
    const sdk = client(target, { apiVersion: 'v1' });
    assert.equal((await sdk.models.generateContent({ model: target.model, contents: SAY })).text, SAID);
  },

  stream: async (target) => {
    const received = await all(await stream(target, SAY));
    assert.equal(received.map((chunk) => chunk.text ?? '').join(''), SAID);
    const reasons = received.map((chunk) => chunk.candidates?.[0].finishReason).filter(Boolean);
    assert.deepEqual(reasons, [FinishReason.STOP]);
  },

  chat: async (target) => {
    const conversation = client(target).chats.create({ model: target.model });
    assert.equal((await conversation.sendMessage({ message: '[[say: first]]' })).text, 'first');
    const received = await all(await conversation.sendMessageStream({ message: '[[say: second]]' }));
    assert.equal(received.map((chunk) => chunk.text ?? '').join(''), 'second');
  },

  usage: async (target) => {
    const { usageMetadata } = await ask(target, SAY);
    const { promptTokenCount, candidatesTokenCount, thoughtsTokenCount = 0, totalTokenCount } = usageMetadata;
    assert.ok(promptTokenCount > 0 && candidatesTokenCount > 0);
    assert.equal(totalTokenCount, promptTokenCount + candidatesTokenCount + thoughtsTokenCount);
  },

  'count-tokens': async (target) => {
    assert.ok((await client(target).models.countTokens({ model: target.model, contents: 'Hello' })).totalTokens > 0);
  },

  thinking: async (target) => {
    const answer = await ask(target, SAY, { thinkingConfig: { includeThoughts: true, thinkingBudget: 1024 } });
    assert.ok(answer.candidates[0].content.parts.some((part) => part.thought));
    assert.equal(answer.text, SAID);
  },

  'parallel-tools': async (target) => checkCalls((await ask(target, TWO_CALLS, { tools: TOOLS })).functionCalls),

  'stream-tools': async (target) => {
    const received = await all(await stream(target, TWO_CALLS, { tools: TOOLS }));
    checkCalls(received.flatMap((chunk) => chunk.functionCalls ?? []));
  },

  'tool-results': async (target) => {
    const first = await ask(target, TWO_CALLS, { tools: TOOLS });
    const parts = first.functionCalls.map(({ id, name }) => ({
      functionResponse: { id, name, response: { result: `result-${name}` } },
    }));
    const contents = [
      { role: 'user', parts: [{ text: TWO_CALLS }] },
      first.candidates[0].content,
      { role: 'user', parts },
    ];
    const { text } = await ask(target, contents, { tools: TOOLS });
    assert.match(text, /result-weather/);
    assert.match(text, /result-time/);
  },

  image: async (target) => {
    const { text } = await ask(target, [{ text: 'What is this?' }, { inlineData: { mimeType: 'image/png', data: PNG } }]);
    assert.ok(text.includes(`image/png ${Buffer.from(PNG, 'base64').length} bytes`), text);
  },

  document: async (target) => {
    const { text } = await ask(target, [{ text: 'Read.' }, { inlineData: { mimeType: 'application/pdf', data: base64(PDF) } }]);
    assert.ok(text.includes(`application/pdf ${PDF.length} bytes`), text);
  },

  'json-schema': async (target) => {
    const responseSchema = {
      type: Type.OBJECT,
      properties: { name: { type: Type.STRING }, kilometres: { type: Type.INTEGER } },
      required: ['name', 'kilometres'],
    };
    const { text } = await ask(target, 'Describe a river.', { responseMimeType: 'application/json', responseSchema });
    const river = JSON.parse(text);
    assert.ok(typeof river.name === 'string' && Number.isInteger(river.kilometres), text);
  },

  'stop-sequence': async (target) => {
    const answer = await ask(target, '[[say: one two HALT three]]', { stopSequences: ['HALT'] });
    assert.deepEqual([answer.text.trim(), answer.candidates[0].finishReason], ['one two', FinishReason.STOP]);
  },

  'max-tokens': async (target) => {
    const answer = await ask(target, 'Talk.', { maxOutputTokens: 10 }, target.behaving('tokens=60'));
    assert.equal(answer.candidates[0].finishReason, FinishReason.MAX_TOKENS);
  },

  choices: async (target) => {
    assert.equal((await ask(target, '[[say: Choose.]]', { candidateCount: 2 })).candidates.length, 2);
  },

  'error-wrong-key': async (target) => {
    const sdk = new GoogleGenAI({ apiKey: 'invalid-key', httpOptions: { baseUrl: target.url } });
    const failure = await raises(ApiError, () => sdk.models.generateContent({ model: target.model, contents: 'Hello' }));
    assert.equal(failure.status, 400);
    assert.match(failure.message, /INVALID_ARGUMENT/);
  },

  'error-unknown-model': (target) => fails(target, 404, /NOT_FOUND/, 'no-such-model'),

  'error-bad-request': (target) => fails(target, 400, /INVALID_ARGUMENT/, target.model, { temperature: 99 }),

  'error-rate-limit': (target) => fails(target, 429, /RESOURCE_EXHAUSTED/, target.behaving('fault=429')),

  'error-overloaded': (target) => fails(target, 503, /UNAVAILABLE/, target.behaving('fault=503')),

  'cancel-stream': async (target) => {
    const mark = marker();
    const controller = new AbortController();
    const options = [mark, { abortSignal: controller.signal }, target.behaving('tokens=400', 'tps=20')];
    let seen = 0;
    try {
      for await (const _ of await stream(target, ...options)) if (++seen === 3) controller.abort();
    } catch (failure) {
      assert.ok(controller.signal.aborted, failure.stack);
    }
    await target.waitUntilAborted(mark);
  },
};

await run('google-genai-node', versionOf('@google/genai'), features);
