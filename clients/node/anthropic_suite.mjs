// The official Anthropic SDK, Messages.

import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import { all, base64, marker, PDF, PNG, raises, run, Unsupported, versionOf } from './harness.mjs';

const SAID = 'Water finds its way. Übrigens: 水 🌊.';
const SAY = `[[say: ${SAID}]]`;
const TOOLS = ['weather', 'time'].map((name) => ({
  name,
  description: `Tells the ${name} of a city.`,
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}));
const TWO_CALLS = '[[call: weather {"city": "Paris"}]] [[call: time {"city": "São Paulo"}]]';

const THINKING = { thinking: { type: 'enabled', budget_tokens: 1024 }, max_tokens: 4000 };

const client = (target, options = {}) =>
  new Anthropic({ apiKey: target.key, baseURL: target.url, timeout: 20_000, maxRetries: 0, ...options });

const request = (target, content, options = {}) => ({
  model: target.model,
  max_tokens: 1000,
  messages: [{ role: 'user', content }],
  ...options,
});

const ask = (target, content, options) => client(target).messages.create(request(target, content, options));

const stream = (target, content, options) => client(target).messages.stream(request(target, content, options));

/** The answer, and the headers that came with it. */
const withHeaders = async (promise) => {
  const { data, response } = await promise.withResponse();
  return { answer: data, headers: response.headers };
};

/** Whether the provider speaks another dialect. */
const across = (target) => !['sim', 'anthropic'].includes(target.upstream);

/** The conversation up to an answer, with the results of its calls. */
const followedByResults = (answer) => [
  { role: 'user', content: TWO_CALLS },
  { role: 'assistant', content: answer.content },
  {
    role: 'user',
    content: answer.content
      .filter((block) => block.type === 'tool_use')
      .map((call) => ({ type: 'tool_result', tool_use_id: call.id, content: `result-${call.name}` })),
  },
];

const textOf = (message) => message.content.map((block) => block.text ?? '').join('');

function checkCalls(message) {
  const calls = message.content.filter((block) => block.type === 'tool_use');
  assert.deepEqual(
    calls.map((call) => [call.name, call.input]),
    [['weather', { city: 'Paris' }], ['time', { city: 'São Paulo' }]],
  );
  assert.notEqual(calls[0].id, calls[1].id);
  assert.equal(message.stop_reason, 'tool_use');
}

const features = {
  'models-list': async (target) => {
    const listed = await all(client(target).models.list({ limit: 1000 }));
    assert.ok(listed.length > 0 && listed.every((model) => model.id && model.type === 'model'));
    assert.equal((await client(target).models.retrieve(listed[0].id)).id, listed[0].id);
  },

  plain: async (target) => {
    const answer = await ask(target, SAY);
    assert.deepEqual([answer.type, answer.role, answer.stop_reason], ['message', 'assistant', 'end_turn']);
    assert.equal(textOf(answer), SAID);
  },

  'api-version-2023': async (target) => {
    const defaultHeaders = { 'anthropic-version': '2023-06-01', 'x-api-key': target.key, authorization: null };
    const sdk = client(target, { apiKey: 'unused', defaultHeaders });
    assert.equal(textOf(await sdk.messages.create(request(target, SAY))), SAID);
  },

  stream: async (target) => {
    const events = await all(await ask(target, SAY, { stream: true }));
    assert.deepEqual([events[0].type, events.at(-1).type], ['message_start', 'message_stop']);
    assert.equal(events.map((event) => event.delta?.text ?? '').join(''), SAID);
  },

  'stream-helper': async (target) => {
    let text = '';
    const final = await stream(target, SAY)
      .on('text', (delta) => (text += delta))
      .finalMessage();
    assert.deepEqual([text, textOf(final), final.stop_reason], [SAID, SAID, 'end_turn']);
  },

  usage: async (target) => {
    const { usage } = await ask(target, SAY);
    assert.ok(usage.input_tokens > 0 && usage.output_tokens > 0);
  },

  'multi-turn': async (target) => {
    const mark = marker();
    const messages = [
      { role: 'user', content: `${mark}-first` },
      { role: 'assistant', content: [{ type: 'text', text: `${mark}-answer` }] },
      { role: 'user', content: `${mark}-second [[say: second]]` },
    ];
    const system = [{ type: 'text', text: `Answer briefly. ${mark}-system`, cache_control: { type: 'ephemeral' } }];
    assert.equal(textOf(await ask(target, '', { messages, system })), 'second');
    const sent = (await target.requestsWith(mark)).at(-1).body;
    const places = ['first', 'answer', 'second'].map((part) => sent.indexOf(`${mark}-${part}`));
    assert.ok(sent.includes(`${mark}-system`) && !places.includes(-1), 'a turn is missing at the provider');
    assert.deepEqual(places, places.toSorted((one, other) => one - other));
  },

  'count-tokens': async (target) => {
    const messages = [{ role: 'user', content: 'How long is this?' }];
    const { answer, headers } = await withHeaders(
      client(target).messages.countTokens({ model: target.model, messages }),
    );
    assert.ok(answer.input_tokens > 0);
    if (across(target)) assert.equal(headers.get('x-weir-estimate'), 'tokens');
  },

  thinking: async (target) => {
    if (target.upstream === 'openai') {
      const { answer, headers } = await withHeaders(ask(target, SAY, THINKING));
      assert.equal(textOf(answer), SAID);
      throw target.lacks(headers, '/thinking', 'shows no thoughts');
    }
    for (const answer of [await ask(target, SAY, THINKING), await stream(target, SAY, THINKING).finalMessage()]) {
      assert.ok(answer.content.find((block) => block.type === 'thinking')?.signature, JSON.stringify(answer));
      assert.equal(textOf(answer), SAID);
    }
  },

  // Thoughts and whatever seals them go back as they came, and the provider takes them.
  'thinking-tools': async (target) => {
    const options = { tools: TOOLS, ...THINKING };
    for (const first of [await ask(target, TWO_CALLS, options), await stream(target, TWO_CALLS, options).finalMessage()]) {
      checkCalls(first);
      const answer = await ask(target, '', { messages: followedByResults(first), ...options });
      assert.match(textOf(answer), /result-weather/);
    }
  },

  'parallel-tools': async (target) => checkCalls(await ask(target, TWO_CALLS, { tools: TOOLS })),

  'stream-tools': async (target) => {
    const events = await all(await ask(target, TWO_CALLS, { tools: TOOLS, stream: true }));
    const begun = events.filter((event) => event.content_block?.type === 'tool_use');
    assert.deepEqual(begun.map((event) => event.content_block.name), ['weather', 'time']);
    for (const [place, city] of ['Paris', 'São Paulo'].entries()) {
      const parts = events.filter((event) => event.index === begun[place].index).map((event) => event.delta?.partial_json);
      assert.deepEqual(JSON.parse(parts.join('')), { city });
    }
  },

  'tool-choice': async (target) => {
    const named = { tools: TOOLS, tool_choice: { type: 'tool', name: 'time' } };
    const calls = (answer) => answer.content.filter((block) => block.type === 'tool_use').map((call) => call.name);
    assert.deepEqual(calls(await ask(target, 'What time is it in Paris?', named)), ['time']);
    assert.deepEqual(calls(await ask(target, TWO_CALLS, { tools: TOOLS, tool_choice: { type: 'none' } })), []);
  },

  'stream-helper-tools': async (target) => checkCalls(await stream(target, TWO_CALLS, { tools: TOOLS }).finalMessage()),

  'tool-results': async (target) => {
    const messages = followedByResults(await ask(target, TWO_CALLS, { tools: TOOLS }));
    const answer = await ask(target, '', { messages, tools: TOOLS });
    assert.match(textOf(answer), /result-weather/);
    assert.match(textOf(answer), /result-time/);
  },

  image: async (target) => {
    const source = { type: 'base64', media_type: 'image/png', data: PNG };
    const answer = textOf(await ask(target, [{ type: 'image', source }, { type: 'text', text: 'What is this?' }]));
    assert.ok(answer.includes(`image/png ${Buffer.from(PNG, 'base64').length} bytes`), answer);
  },

  document: async (target) => {
    const source = { type: 'base64', media_type: 'application/pdf', data: base64(PDF) };
    const blocks = [{ type: 'document', source }, { type: 'text', text: 'Read.' }];
    const { answer: message, headers } = await withHeaders(ask(target, blocks));
    if (target.upstream === 'cohere') {
      throw target.lacks(headers, '/messages/0/content/0', 'takes no documents of this kind');
    }
    const answer = textOf(message);
    assert.ok(answer.includes(`application/pdf ${PDF.length} bytes`), answer);
  },

  'json-schema': async (target) => {
    const schema = {
      type: 'object',
      properties: { name: { type: 'string' }, kilometres: { type: 'integer' } },
      required: ['name', 'kilometres'],
      additionalProperties: false,
    };
    const answer = await ask(target, 'Describe a river.', { output_config: { format: { type: 'json_schema', schema } } });
    const river = JSON.parse(textOf(answer));
    assert.ok(typeof river.name === 'string' && Number.isInteger(river.kilometres), textOf(answer));
  },

  'stop-sequence': async (target) => {
    const options = { stop_sequences: ['HALT'] };
    const { answer, headers } = await withHeaders(ask(target, '[[say: one two HALT three]]', options));
    if (target.upstream === 'responses') throw target.lacks(headers, '/stop_sequences', 'has no stop sequences');
    assert.equal(textOf(answer).trim(), 'one two');
    if (['openai', 'gemini'].includes(target.upstream)) {
      assert.equal(answer.stop_reason, 'end_turn');
      throw new Unsupported(`${target.maker} stops, and does not say that a stop sequence was the reason`);
    }
    // Cohere does not say which one it was.
    const matched = target.upstream === 'cohere' ? null : 'HALT';
    assert.deepEqual([answer.stop_reason, answer.stop_sequence], ['stop_sequence', matched]);
  },

  'max-tokens': async (target) => {
    const answer = await ask(target, 'Talk.', { model: target.behaving('tokens=60'), max_tokens: 10 });
    assert.equal(answer.stop_reason, 'max_tokens');
  },

  refusal: async (target) => {
    const answer = await ask(target, '[[refuse]]');
    if (target.upstream === 'cohere') {
      assert.equal(answer.stop_reason, 'end_turn');
      throw new Unsupported('Cohere does not mark a refusal');
    }
    assert.equal(answer.stop_reason, 'refusal');
  },

  'error-wrong-key': async (target) => {
    const failure = await raises(Anthropic.AuthenticationError, () =>
      client(target, { apiKey: 'invalid-key' }).messages.create(request(target, 'Hello')),
    );
    assert.equal(failure.error.error.type, 'authentication_error');
  },

  'error-unknown-model': async (target) => {
    for (const model of ['no-such-model', target.sibling('no-such-model')]) {
      const failure = await raises(Anthropic.NotFoundError, () => ask(target, 'Hello', { model }));
      assert.equal(failure.error.error.type, 'not_found_error');
      assert.match(failure.error.error.message, /no-such-model/);
      assert.ok(failure.requestID, 'an error without the id of its request');
    }
  },

  'error-bad-request': async (target) => {
    const failure = await raises(Anthropic.BadRequestError, () => ask(target, 'Hello', { messages: [] }));
    assert.equal(failure.error.error.type, 'invalid_request_error');
  },

  'error-rate-limit': async (target) => {
    const failure = await raises(Anthropic.RateLimitError, () =>
      ask(target, 'Hello', { model: target.behaving('fault=429') }),
    );
    assert.equal(failure.error.error.type, 'rate_limit_error');
  },

  'error-overloaded': async (target) => {
    const failure = await raises(Anthropic.OverloadedError, () =>
      ask(target, 'Hello', { model: target.behaving(across(target) ? 'fault=503' : 'fault=529') }),
    );
    assert.equal(failure.error.error.type, 'overloaded_error');
  },

  'error-context-length': async (target) => {
    const failure = await raises(Anthropic.BadRequestError, () =>
      ask(target, 'Hello', { model: target.behaving('fault=context-length') }),
    );
    assert.match(failure.error.error.message, /prompt is too long/);
  },

  'error-in-stream': async (target) => {
    // Without a gateway a cut connection is no typed error.
    for (const fault of target.direct ? ['error-event@20'] : ['error-event@20', 'cut@20', 'truncate@20']) {
      const received = [];
      const options = { model: target.behaving('tokens=60', 'tps=400', `fault=${fault}`), stream: true };
      const failure = await raises(Anthropic.APIError, async () => {
        for await (const event of await ask(target, 'Hello', options)) received.push(event.type);
      });
      assert.equal(failure.error.type, 'error');
      assert.ok(received.includes('content_block_delta'), 'nothing came before the error');
      assert.ok(!received.includes('message_stop'), 'it looks complete');
    }
  },

  'cancel-stream': async (target) => {
    const mark = marker();
    let seen = 0;
    const options = { model: target.behaving('tokens=400', 'tps=20'), stream: true };
    for await (const _ of await ask(target, mark, options)) if (++seen === 3) break;
    await target.waitUntilAborted(mark);
  },

  'cancel-before-first-token': async (target) => {
    const sdk = client(target, { timeout: 700 });
    // The simulator begins a stream at once, so that without a gateway this is a timeout within it.
    for (const stream of target.direct ? [false] : [false, true]) {
      const mark = marker();
      const asked = request(target, mark, { model: target.behaving('ttft=20s'), stream });
      await raises(Anthropic.APIConnectionTimeoutError, async () => all(await sdk.messages.create(asked)));
      await target.waitUntilAborted(mark);
    }
  },
};

await run('anthropic-node', versionOf('@anthropic-ai/sdk'), features);
