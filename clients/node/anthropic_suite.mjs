// The official Anthropic SDK, Messages.

import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import { all, base64, marker, PDF, PNG, raises, run, versionOf } from './harness.mjs';

const SAID = 'Water finds its way. Übrigens: 水 🌊.';
const SAY = `[[say: ${SAID}]]`;
const TOOLS = ['weather', 'time'].map((name) => ({
  name,
  description: `Tells the ${name} of a city.`,
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}));
const TWO_CALLS = '[[call: weather {"city": "Paris"}]] [[call: time {"city": "São Paulo"}]]';

const client = (target, apiKey = target.key) =>
  new Anthropic({ apiKey, baseURL: target.url, timeout: 20_000, maxRetries: 0 });

const request = (target, content, options = {}) => ({
  model: target.model,
  max_tokens: 1000,
  messages: [{ role: 'user', content }],
  ...options,
});

const ask = (target, content, options) => client(target).messages.create(request(target, content, options));

const stream = (target, content, options) => client(target).messages.stream(request(target, content, options));

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
    const listed = await all(client(target).models.list());
    assert.ok(listed.length > 0 && listed.every((model) => model.id && model.type === 'model'));
  },

  plain: async (target) => {
    const answer = await ask(target, SAY);
    assert.deepEqual([answer.type, answer.role, answer.stop_reason], ['message', 'assistant', 'end_turn']);
    assert.equal(textOf(answer), SAID);
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

  'count-tokens': async (target) => {
    const messages = [{ role: 'user', content: 'How long is this?' }];
    assert.ok((await client(target).messages.countTokens({ model: target.model, messages })).input_tokens > 0);
  },

  thinking: async (target) => {
    const options = { thinking: { type: 'enabled', budget_tokens: 1024 }, max_tokens: 4000 };
    for (const answer of [await ask(target, SAY, options), await stream(target, SAY, options).finalMessage()]) {
      assert.ok(answer.content.find((block) => block.type === 'thinking')?.signature, JSON.stringify(answer));
      assert.equal(textOf(answer), SAID);
    }
  },

  'parallel-tools': async (target) => checkCalls(await ask(target, TWO_CALLS, { tools: TOOLS })),

  'stream-helper-tools': async (target) => checkCalls(await stream(target, TWO_CALLS, { tools: TOOLS }).finalMessage()),

  'tool-results': async (target) => {
    const first = await ask(target, TWO_CALLS, { tools: TOOLS });
    const results = first.content
      .filter((block) => block.type === 'tool_use')
      .map((call) => ({ type: 'tool_result', tool_use_id: call.id, content: `result-${call.name}` }));
    const messages = [
      { role: 'user', content: TWO_CALLS },
      { role: 'assistant', content: first.content },
      { role: 'user', content: results },
    ];
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
    const answer = textOf(await ask(target, [{ type: 'document', source }, { type: 'text', text: 'Read.' }]));
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
    const answer = await ask(target, '[[say: one two HALT three]]', { stop_sequences: ['HALT'] });
    assert.deepEqual([answer.stop_reason, answer.stop_sequence], ['stop_sequence', 'HALT']);
    assert.equal(textOf(answer).trim(), 'one two');
  },

  'max-tokens': async (target) => {
    const answer = await ask(target, 'Talk.', { model: target.behaving('tokens=60'), max_tokens: 10 });
    assert.equal(answer.stop_reason, 'max_tokens');
  },

  refusal: async (target) => assert.equal((await ask(target, '[[refuse]]')).stop_reason, 'refusal'),

  'error-wrong-key': async (target) => {
    const failure = await raises(Anthropic.AuthenticationError, () =>
      client(target, 'invalid-key').messages.create(request(target, 'Hello')),
    );
    assert.equal(failure.error.error.type, 'authentication_error');
  },

  'error-unknown-model': async (target) => {
    const failure = await raises(Anthropic.NotFoundError, () => ask(target, 'Hello', { model: 'no-such-model' }));
    assert.equal(failure.error.error.type, 'not_found_error');
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
      ask(target, 'Hello', { model: target.behaving('fault=529') }),
    );
    assert.equal(failure.error.error.type, 'overloaded_error');
  },

  'cancel-stream': async (target) => {
    const mark = marker();
    let seen = 0;
    const options = { model: target.behaving('tokens=400', 'tps=20'), stream: true };
    for await (const _ of await ask(target, mark, options)) if (++seen === 3) break;
    await target.waitUntilAborted(mark);
  },
};

await run('anthropic-node', versionOf('@anthropic-ai/sdk'), features);
