// The official Google Gen AI SDK, generateContent.

import assert from 'node:assert/strict';
import { ApiError, FinishReason, GoogleGenAI, Type } from '@google/genai';
import { all, base64, marker, PDF, PNG, raises, run, Unsupported, versionOf } from './harness.mjs';

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

const headersOf = (answer) => answer.sdkHttpResponse?.headers;

const resultsOf = (calls) => ({
  role: 'user',
  parts: calls.map(({ id, name }) => ({ functionResponse: { id, name, response: { result: `result-${name}` } } })),
});

const partsOf = (received) => received.flatMap((chunk) => chunk.candidates?.[0].content?.parts ?? []);

const wordsOf = (parts) => parts.map((part) => part.text ?? '').join('');

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
    assert.ok(received.at(-1).usageMetadata.candidatesTokenCount > 0);
    assert.equal(new Set(received.map((chunk) => chunk.responseId)).size, 1);
  },

  chat: async (target) => {
    const conversation = client(target).chats.create({ model: target.model });
    assert.equal((await conversation.sendMessage({ message: '[[say: first]]' })).text, 'first');
    const received = await all(await conversation.sendMessageStream({ message: '[[say: second]]' }));
    assert.equal(received.map((chunk) => chunk.text ?? '').join(''), 'second');
  },

  'multi-turn': async (target) => {
    const mark = marker();
    const contents = [
      ['user', `${mark}-first`],
      ['model', `${mark}-answer`],
      ['user', `${mark}-second [[say: second]]`],
    ].map(([role, text]) => ({ role, parts: [{ text }] }));
    const answer = await ask(target, contents, { systemInstruction: `Answer briefly. ${mark}-system` });
    assert.equal(answer.text, 'second');
    const sent = (await target.requestsWith(mark)).at(-1).body;
    const places = ['first', 'answer', 'second'].map((part) => sent.indexOf(`${mark}-${part}`));
    assert.ok(sent.includes(`${mark}-system`) && !places.includes(-1), 'a turn is missing at the provider');
    assert.deepEqual(places, places.toSorted((one, other) => one - other));
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
    const config = { thinkingConfig: { includeThoughts: true, thinkingBudget: 1024 } };
    const answer = await ask(target, SAY, config);
    assert.equal(answer.text, SAID);
    if (target.upstream === 'openai') throw target.lacks(headersOf(answer), '/generationConfig/thinkingConfig', 'shows no thoughts');
    assert.ok(answer.candidates[0].content.parts.some((part) => part.thought));
    // Cohere does not count its thoughts.
    if (target.upstream !== 'cohere') assert.ok(answer.usageMetadata.thoughtsTokenCount > 0);
    const parts = partsOf(await all(await stream(target, SAY, config)));
    assert.ok(wordsOf(parts.filter((part) => part.thought)));
    assert.equal(wordsOf(parts.filter((part) => !part.thought)), SAID);
  },

  // Signatures that the client echoes reach the provider that gave them, which checks them.
  'thinking-with-tools': async (target) => {
    if (target.upstream === 'openai') throw new Unsupported('OpenAI Chat gives no signed thoughts');
    const config = { thinkingConfig: { includeThoughts: true, thinkingBudget: 1024 }, tools: TOOLS };
    // The one that demands its signatures back.
    const model = target.upstream === 'anthropic' ? target.model : `${target.model}-thinking`;
    const question = { role: 'user', parts: [{ text: TWO_CALLS }] };
    for (const streamed of [false, true]) {
      const parts = streamed
        ? partsOf(await all(await stream(target, [question], config, model)))
        : (await ask(target, [question], config, model)).candidates[0].content.parts;
      assert.ok(parts.some((part) => part.thought));
      // Cohere does not sign.
      if (target.upstream !== 'cohere') assert.ok(parts.some((part) => part.thoughtSignature), JSON.stringify(parts));
      const calls = parts.map((part) => part.functionCall).filter(Boolean);
      checkCalls(calls);
      const { text } = await ask(target, [question, { role: 'model', parts }, resultsOf(calls)], config, model);
      assert.match(text, /result-weather/);
      assert.match(text, /result-time/);
    }
  },

  'parallel-tools': async (target) => checkCalls((await ask(target, TWO_CALLS, { tools: TOOLS })).functionCalls),

  'stream-tools': async (target) => {
    const received = await all(await stream(target, TWO_CALLS, { tools: TOOLS }));
    checkCalls(received.flatMap((chunk) => chunk.functionCalls ?? []));
  },

  'tool-choice': async (target) => {
    const calling = (mode, allowedFunctionNames) => ({ functionCallingConfig: { mode, allowedFunctionNames } });
    const named = { tools: TOOLS, toolConfig: calling('ANY', ['time']) };
    const answer = await ask(target, 'What time is it in Paris?', named);
    assert.deepEqual(answer.functionCalls.map((call) => call.name), ['time']);
    const none = await ask(target, TWO_CALLS, { tools: TOOLS, toolConfig: calling('NONE') });
    assert.equal(none.functionCalls, undefined);
  },

  'tool-results': async (target) => {
    const first = await ask(target, TWO_CALLS, { tools: TOOLS });
    const question = { role: 'user', parts: [{ text: TWO_CALLS }] };
    const contents = [question, first.candidates[0].content, resultsOf(first.functionCalls)];
    const { text } = await ask(target, contents, { tools: TOOLS });
    assert.match(text, /result-weather/);
    assert.match(text, /result-time/);
  },

  image: async (target) => {
    const { text } = await ask(target, [{ text: 'What is this?' }, { inlineData: { mimeType: 'image/png', data: PNG } }]);
    assert.ok(text.includes(`image/png ${Buffer.from(PNG, 'base64').length} bytes`), text);
  },

  document: async (target) => {
    const parts = [{ text: 'Read.' }, { inlineData: { mimeType: 'application/pdf', data: base64(PDF) } }];
    const answer = await ask(target, parts);
    if (target.upstream === 'cohere') {
      throw target.lacks(headersOf(answer), '/contents/0/parts/1', 'takes no documents of this kind');
    }
    const { text } = answer;
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
    if (target.upstream === 'responses') throw target.lacks(headersOf(answer), '/generationConfig/stopSequences', 'has no stop sequences');
    assert.deepEqual([answer.text.trim(), answer.candidates[0].finishReason], ['one two', FinishReason.STOP]);
  },

  'max-tokens': async (target) => {
    const answer = await ask(target, 'Talk.', { maxOutputTokens: 10 }, target.behaving('tokens=60'));
    assert.equal(answer.candidates[0].finishReason, FinishReason.MAX_TOKENS);
  },

  choices: async (target) => {
    const answer = await ask(target, '[[say: Choose.]]', { candidateCount: 2 });
    if (['responses', 'anthropic', 'cohere'].includes(target.upstream)) {
      assert.equal(answer.candidates.length, 1);
      throw target.lacks(headersOf(answer), '/generationConfig/candidateCount', 'answers once');
    }
    assert.equal(answer.candidates.length, 2);
    const received = await all(await stream(target, '[[say: Choose.]]', { candidateCount: 2 }));
    const indices = received.flatMap((chunk) => chunk.candidates.map((candidate) => candidate.index ?? 0));
    assert.deepEqual([...new Set(indices)].toSorted(), [0, 1]);
  },

  logprobs: async (target) => {
    const answer = await ask(target, '[[say: hello you]]', { responseLogprobs: true, logprobs: 2 });
    const result = answer.candidates[0].logprobsResult;
    if (target.upstream === 'anthropic') {
      assert.equal(result, undefined);
      throw target.lacks(headersOf(answer), '/generationConfig/logprobs', 'gives no log-probabilities');
    }
    assert.equal(result.chosenCandidates.map((token) => token.token).join(''), 'hello you');
    if (target.upstream === 'cohere') {
      const words = 'gives the log-probability of what it said, and no others';
      throw target.lacks(headersOf(answer), '/generationConfig/logprobs', words);
    }
    assert.ok(result.topCandidates.every((top) => top.candidates.length === 2));
  },

  'web-search': async (target) => {
    const config = { tools: [{ googleSearch: {} }] };
    const answer = await ask(target, '[[search: rivers]]', config);
    if (['openai', 'cohere'].includes(target.upstream)) {
      throw target.lacks(headersOf(answer), '/tools/0', "has no search of Google's");
    }
    const last = (await all(await stream(target, '[[search: rivers]]', config))).at(-1);
    for (const { groundingMetadata } of [answer.candidates[0], last.candidates[0]]) {
      assert.deepEqual(groundingMetadata.webSearchQueries, ['rivers']);
      const support = groundingMetadata.groundingSupports[0];
      assert.match(groundingMetadata.groundingChunks[support.groundingChunkIndices[0]].web.uri, /^http/);
      assert.ok(answer.text.includes(support.segment.text), JSON.stringify(support));
    }
  },

  refusal: async (target) => {
    const answer = await ask(target, '[[refuse]]');
    if (target.upstream === 'cohere') {
      assert.ok(answer.text);
      throw new Unsupported('Cohere does not mark a refusal');
    }
    assert.equal(answer.candidates[0].finishReason, FinishReason.SAFETY);
  },

  'error-wrong-key': async (target) => {
    const sdk = new GoogleGenAI({ apiKey: 'invalid-key', httpOptions: { baseUrl: target.url } });
    const failure = await raises(ApiError, () => sdk.models.generateContent({ model: target.model, contents: 'Hello' }));
    assert.equal(failure.status, 400);
    assert.match(failure.message, /INVALID_ARGUMENT/);
  },

  'error-unknown-model': async (target) => {
    for (const model of ['no-such-model', target.sibling('no-such-model')]) await fails(target, 404, /NOT_FOUND/, model);
  },

  'error-bad-request': async (target) => {
    await fails(target, 400, /INVALID_ARGUMENT/, target.model, { temperature: 99 });
    const wizard = [{ role: 'wizard', parts: [{ text: 'Hello' }] }];
    const failure = await raises(ApiError, () => ask(target, wizard));
    assert.equal(failure.status, 400);
  },

  'error-rate-limit': async (target) => {
    await fails(target, 429, /RESOURCE_EXHAUSTED/, target.behaving('fault=429'));
    const failure = await raises(ApiError, () => stream(target, 'Hello', {}, target.behaving('fault=429')));
    assert.equal(failure.status, 429);
  },

  'error-overloaded': (target) => fails(target, 503, /UNAVAILABLE/, target.behaving('fault=503')),

  'error-context-length': (target) => fails(target, 400, /INVALID_ARGUMENT/, target.behaving('fault=context-length')),

  'error-in-stream': async (target) => {
    // Without a gateway a cut stream looks complete to this SDK.
    for (const fault of target.direct ? ['error-event@20'] : ['error-event@20', 'cut@20', 'truncate@20']) {
      const received = [];
      await raises(ApiError, async () => {
        for await (const chunk of await stream(target, 'Hello', {}, target.behaving('tokens=60', 'tps=400', `fault=${fault}`))) {
          received.push(chunk);
        }
      });
      assert.ok(wordsOf(partsOf(received)), 'nothing came before the error');
      assert.ok(!received.some((chunk) => chunk.candidates?.[0].finishReason), 'it looks complete');
    }
  },

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
