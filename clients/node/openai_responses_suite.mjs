// The official OpenAI SDK, Responses.

import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { all, base64, marker, PDF, PNG, raises, run, Unsupported, versionOf } from './harness.mjs';

const SAID = 'Water finds its way. Übrigens: 水 🌊.';
const SAY = `[[say: ${SAID}]]`;
const parameters = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const TOOLS = ['weather', 'time'].map((name) => ({
  type: 'function',
  name,
  description: `Tells the ${name} of a city.`,
  parameters,
  strict: true,
}));
const TWO_CALLS = '[[call: weather {"city": "Paris"}]] [[call: time {"city": "São Paulo"}]]';

const client = (target, options = {}) =>
  new OpenAI({ apiKey: target.key, baseURL: `${target.url}/v1`, timeout: 20_000, maxRetries: 0, ...options });

const ask = (target, input, options) => client(target).responses.create({ model: target.model, input, ...options });

const events = async (target, input, options) => all(await ask(target, input, { stream: true, ...options }));

const joined = (received, type) =>
  received
    .filter((event) => event.type === type)
    .map((event) => event.delta)
    .join('');

function checkUsage(usage) {
  assert.ok(usage && usage.input_tokens > 0 && usage.output_tokens > 0, JSON.stringify(usage));
  assert.equal(usage.total_tokens, usage.input_tokens + usage.output_tokens);
}

const callsOf = (response) => response.output.filter((item) => item.type === 'function_call');

function checkCalls(calls) {
  assert.deepEqual(calls.map((call) => call.name), ['weather', 'time']);
  assert.deepEqual(calls.map((call) => JSON.parse(call.arguments)), [{ city: 'Paris' }, { city: 'São Paulo' }]);
  assert.ok(calls[0].call_id && calls[0].call_id !== calls[1].call_id, 'ids are missing or the same');
}

const outputs = (calls) =>
  calls.map((call) => ({
    type: 'function_call_output',
    call_id: call.call_id,
    output: { weather: '{"sky": "rain-1"}', time: 'noon-2' }[call.name],
  }));

const features = {
  plain: async (target) => {
    const answer = await ask(target, SAY);
    assert.deepEqual([answer.object, answer.status, answer.output_text], ['response', 'completed', SAID]);
    assert.deepEqual(answer.output.map((item) => item.type), ['message']);
    assert.ok(answer.id && answer.created_at > 0 && answer.model);
  },

  stream: async (target) => {
    const received = await events(target, SAY);
    assert.equal(received[0].type, 'response.created');
    const last = received.at(-1);
    assert.equal(last.type, 'response.completed');
    assert.equal(joined(received, 'response.output_text.delta'), SAID);
    assert.deepEqual(received.map((event) => event.sequence_number), received.map((_, index) => index));
    checkUsage(last.response.usage);
  },

  'stream-helper': async (target) => {
    let text = '';
    const stream = client(target).responses.stream({ model: target.model, input: SAY });
    stream.on('response.output_text.delta', (event) => (text += event.delta));
    const final = await stream.finalResponse();
    assert.deepEqual([text, final.output_text], [SAID, SAID]);
  },

  usage: async (target) => checkUsage((await ask(target, SAY)).usage),

  'multi-turn': async (target) => {
    const mark = marker();
    const turns = [
      { role: 'user', content: `${mark}-first` },
      { role: 'assistant', content: `${mark}-answer` },
      { role: 'user', content: [{ type: 'input_text', text: `${mark}-second [[say: second]]` }] },
    ];
    const answer = await ask(target, turns, { instructions: `Answer briefly. ${mark}-system` });
    assert.equal(answer.output_text, 'second');
    const sent = (await target.requestsWith(mark)).at(-1).body;
    const places = ['first', 'answer', 'second'].map((part) => sent.indexOf(`${mark}-${part}`));
    assert.ok(sent.includes(`${mark}-system`) && !places.includes(-1), 'a turn is missing at the provider');
    assert.deepEqual(places, places.toSorted((a, b) => a - b));
  },

  'parallel-tools': async (target) => checkCalls(callsOf(await ask(target, TWO_CALLS, { tools: TOOLS }))),

  'stream-tools': async (target) => {
    const received = await events(target, TWO_CALLS, { tools: TOOLS });
    checkCalls(callsOf(received.at(-1).response));
    const deltas = joined(received, 'response.function_call_arguments.delta');
    assert.ok(deltas.includes('Paris') && deltas.includes('São Paulo'), deltas);
  },

  'stream-helper-tools': async (target) => {
    const stream = client(target).responses.stream({ model: target.model, input: TWO_CALLS, tools: TOOLS });
    checkCalls(callsOf(await stream.finalResponse()));
  },

  'tool-choice': async (target) => {
    const named = await ask(target, 'What time is it?', { tools: TOOLS, tool_choice: { type: 'function', name: 'time' } });
    assert.deepEqual(callsOf(named).map((call) => call.name), ['time']);
    const none = await ask(target, TWO_CALLS, { tools: TOOLS, tool_choice: 'none' });
    assert.equal(callsOf(none).length, 0, 'a call in spite of none');
  },

  'tool-results': async (target) => {
    const first = await ask(target, TWO_CALLS, { tools: TOOLS });
    const turns = [{ role: 'user', content: TWO_CALLS }, ...first.output, ...outputs(callsOf(first))];
    const answer = await ask(target, turns, { tools: TOOLS });
    assert.ok(answer.output_text.includes('rain-1') && answer.output_text.includes('noon-2'), answer.output_text);
  },

  conversation: async (target) => {
    if (target.upstream === 'sim') {
      throw new Unsupported('the simulator keeps no conversations');
    }
    const talks = client(target).conversations;
    const talk = await talks.create({ items: [{ role: 'user', content: 'rain-1' }] });
    assert.equal(talk.object, 'conversation');
    await ask(target, SAY, { conversation: talk.id });
    const kept = await all(await talks.items.list(talk.id, { order: 'asc' }));
    const said = kept.filter((item) => item.type === 'message');
    assert.deepEqual(said.map((item) => item.role), ['user', 'user', 'assistant']);
    assert.equal(said[2].content[0].text, SAID);
    assert.equal((await talks.delete(talk.id)).deleted, true);
    await raises(OpenAI.NotFoundError, () => talks.retrieve(talk.id));
  },

  'previous-response': async (target) => {
    // The simulator gives the same conversation the same id, at whichever provider.
    const first = await ask(target, `${TWO_CALLS} ${marker()}`, { tools: TOOLS });
    const next = { tools: TOOLS, previous_response_id: first.id };
    const answer = await ask(target, outputs(callsOf(first)), next);
    assert.ok(answer.output_text.includes('rain-1') && answer.output_text.includes('noon-2'), answer.output_text);
  },

  'thinking-tools': async (target) => {
    const options = {
      model: `${target.model}-thinking`,
      tools: TOOLS,
      reasoning: { effort: 'low', summary: 'auto' },
      include: ['reasoning.encrypted_content'],
      store: false,
    };
    const first = await ask(target, TWO_CALLS, options);
    assert.ok(first.output.some((item) => item.type === 'reasoning'), JSON.stringify(first.output));
    checkCalls(callsOf(first));
    const turns = [{ role: 'user', content: TWO_CALLS }, ...first.output, ...outputs(callsOf(first))];
    const answer = await ask(target, turns, options);
    assert.ok(answer.output_text.includes('rain-1'), answer.output_text);
  },

  image: async (target) => {
    const part = { type: 'input_image', detail: 'auto', image_url: `data:image/png;base64,${PNG}` };
    const answer = await ask(target, [{ role: 'user', content: [{ type: 'input_text', text: 'What is this?' }, part] }]);
    const expected = `image/png ${Buffer.from(PNG, 'base64').length} bytes`;
    assert.ok(answer.output_text.includes(expected), answer.output_text);
  },

  document: async (target) => {
    const file_data = `data:application/pdf;base64,${base64(PDF)}`;
    const part = { type: 'input_file', filename: 'page.pdf', file_data };
    const turn = { role: 'user', content: [{ type: 'input_text', text: 'Read this.' }, part] };
    const { data: answer, response } = await ask(target, [turn]).withResponse();
    if (target.upstream === 'cohere') {
      throw target.lacks(response.headers, '/input/0/content/1', 'takes no documents of this kind');
    }
    assert.ok(answer.output_text.includes(`application/pdf ${PDF.length} bytes`), answer.output_text);
  },

  'json-schema': async (target) => {
    const schema = {
      type: 'object',
      properties: { name: { type: 'string' }, kilometres: { type: 'integer' } },
      required: ['name', 'kilometres'],
      additionalProperties: false,
    };
    const text = { format: { type: 'json_schema', name: 'river', strict: true, schema } };
    const parsed = JSON.parse((await ask(target, 'Describe a river.', { text })).output_text);
    assert.ok(typeof parsed.name === 'string' && Number.isInteger(parsed.kilometres), JSON.stringify(parsed));
  },

  'max-tokens': async (target) => {
    const answer = await ask(target, 'Talk.', { model: target.behaving('tokens=60'), max_output_tokens: 16 });
    assert.deepEqual([answer.status, answer.incomplete_details.reason], ['incomplete', 'max_output_tokens']);
    assert.ok(answer.usage.output_tokens <= 16 && answer.output_text);
  },

  refusal: async (target) => {
    const answer = await ask(target, '[[refuse]]');
    const parts = answer.output.flatMap((item) => (item.type === 'message' ? item.content : []));
    if (target.upstream === 'cohere') {
      assert.ok(answer.output_text);
      throw new Unsupported('Cohere does not mark a refusal');
    }
    assert.ok(parts.some((part) => part.type === 'refusal') || answer.status === 'incomplete', JSON.stringify(answer));
  },

  'error-wrong-key': async (target) => {
    const sdk = client(target, { apiKey: 'invalid-key' });
    const failure = await raises(OpenAI.AuthenticationError, () =>
      sdk.responses.create({ model: target.model, input: 'Hello' }),
    );
    assert.deepEqual([failure.status, failure.code], [401, 'invalid_api_key']);
  },

  'error-unknown-model': async (target) => {
    for (const model of ['no-such-model', target.sibling('no-such-model')]) {
      const failure = await raises(OpenAI.NotFoundError, () => ask(target, 'Hello', { model }));
      assert.deepEqual([failure.status, failure.code], [404, 'model_not_found']);
    }
  },

  'error-bad-request': async (target) => {
    for (const options of [{}, { stream: true }]) {
      const wizard = [{ role: 'wizard', content: 'Hello' }];
      const failure = await raises(OpenAI.BadRequestError, () => ask(target, wizard, options));
      assert.deepEqual([failure.status, failure.type], [400, 'invalid_request_error']);
    }
  },

  'error-rate-limit': async (target) => {
    for (const options of [{}, { stream: true }]) {
      const model = target.behaving('fault=429');
      const failure = await raises(OpenAI.RateLimitError, () => ask(target, 'Hello', { model, ...options }));
      assert.equal(failure.status, 429);
    }
  },

  'error-context-length': async (target) => {
    const model = target.behaving('fault=context-length');
    const failure = await raises(OpenAI.BadRequestError, () => ask(target, 'Hello', { model }));
    assert.deepEqual([failure.status, failure.code], [400, 'context_length_exceeded']);
  },

  'error-in-stream': async (target) => {
    for (const fault of target.direct ? ['error-event@20'] : ['error-event@20', 'cut@20', 'truncate@20']) {
      const types = [];
      await assert.rejects(async () => {
        const model = target.behaving('tokens=60', 'tps=400', `fault=${fault}`);
        for await (const event of await ask(target, 'Hello', { model, stream: true })) types.push(event.type);
      }, OpenAI.APIError);
      assert.ok(types.includes('response.output_text.delta'), 'nothing came before the error');
      assert.ok(!types.includes('response.completed'), 'it looks complete');
    }
  },

  'cancel-stream': async (target) => {
    const mark = marker();
    const model = target.behaving('tokens=400', 'tps=20');
    const stream = await ask(target, `${mark} Talk.`, { model, stream: true });
    let seen = 0;
    for await (const _ of stream) if (++seen === 8) break;
    await target.waitUntilAborted(mark);
  },

  'cancel-before-first-token': async (target) => {
    const model = target.behaving('ttft=20s');
    const whole = marker();
    const sdk = client(target, { timeout: 700 });
    await raises(OpenAI.APIConnectionTimeoutError, () => sdk.responses.create({ model, input: whole }));
    await target.waitUntilAborted(whole);
    const streamed = marker();
    const signal = AbortSignal.timeout(700);
    try {
      // A stream that is aborted after its headers ends without an error.
      await all(await client(target).responses.create({ model, input: streamed, stream: true }, { signal }));
    } catch (failure) {
      assert.equal(failure.constructor.name, OpenAI.APIUserAbortError.name, failure.stack);
    }
    await target.waitUntilAborted(streamed);
  },
};

await run('openai-responses-node', versionOf('openai'), features);
