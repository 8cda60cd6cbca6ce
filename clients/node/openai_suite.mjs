// The official OpenAI SDK, Chat Completions.

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
  function: { name, description: `Tells the ${name} of a city.`, parameters },
}));
const TWO_CALLS = '[[call: weather {"city": "Paris"}]] [[call: time {"city": "São Paulo"}]]';

const client = (target, options = {}) =>
  new OpenAI({ apiKey: target.key, baseURL: `${target.url}/v1`, timeout: 20_000, maxRetries: 0, ...options });

const request = (target, content, options = {}) => ({
  model: target.model,
  messages: [{ role: 'user', content }],
  ...options,
});

const ask = (target, content, options) => client(target).chat.completions.create(request(target, content, options));

const chunks = async (target, content, options) =>
  all(await ask(target, content, { stream: true, ...options }));

const textOf = (received) => received.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');

function finishOf(received) {
  const reasons = received.map((chunk) => chunk.choices[0]?.finish_reason).filter(Boolean);
  assert.equal(reasons.length, 1);
  return reasons[0];
}

function checkUsage(usage) {
  assert.ok(usage, 'no usage');
  assert.ok(usage.prompt_tokens > 0 && usage.completion_tokens > 0, JSON.stringify(usage));
  assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
}

function checkCalls(calls) {
  assert.deepEqual(calls.map((call) => [call.type, call.function.name]), [['function', 'weather'], ['function', 'time']]);
  assert.deepEqual(calls.map((call) => JSON.parse(call.function.arguments)), [{ city: 'Paris' }, { city: 'São Paulo' }]);
  assert.ok(calls[0].id && calls[1].id && calls[0].id !== calls[1].id, 'ids are missing or the same');
}

const river = {
  type: 'json_schema',
  json_schema: {
    name: 'river',
    strict: true,
    schema: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        kilometres: { type: 'integer' },
        countries: { type: 'array', items: { type: 'string' } },
      },
      required: ['name', 'kilometres', 'countries'],
      additionalProperties: false,
    },
  },
};

function checkRiver(text) {
  const parsed = JSON.parse(text);
  assert.deepEqual(Object.keys(parsed).sort(), ['countries', 'kilometres', 'name']);
  assert.ok(typeof parsed.name === 'string' && Number.isInteger(parsed.kilometres) && Array.isArray(parsed.countries), text);
}

const features = {
  'models-list': async (target) => {
    const listed = await all(client(target).models.list());
    assert.ok(listed.length > 0 && listed.every((model) => model.id && model.object === 'model'));
    assert.equal((await client(target).models.retrieve(listed[0].id)).id, listed[0].id);
  },

  plain: async (target) => {
    const answer = await ask(target, SAY);
    const [choice] = answer.choices;
    assert.equal(answer.object, 'chat.completion');
    assert.deepEqual([choice.message.role, choice.message.content, choice.finish_reason], ['assistant', SAID, 'stop']);
    assert.ok(answer.id && answer.created > 0 && answer.model);
  },

  stream: async (target) => {
    const received = await chunks(target, SAY);
    assert.equal(textOf(received), SAID);
    assert.equal(finishOf(received), 'stop');
    assert.equal(new Set(received.map((chunk) => chunk.id)).size, 1);
    assert.equal(received[0].choices[0].delta.role, 'assistant');
    assert.ok(received.every((chunk) => chunk.object === 'chat.completion.chunk' && !chunk.usage));
  },

  'stream-helper': async (target) => {
    let text = '';
    const stream = client(target).chat.completions.stream(request(target, SAY));
    stream.on('content', (delta) => (text += delta));
    const final = await stream.finalChatCompletion();
    assert.equal(text, SAID);
    assert.equal(final.choices[0].message.content, SAID);
    assert.equal(final.choices[0].finish_reason, 'stop');
  },

  usage: async (target) => checkUsage((await ask(target, SAY)).usage),

  'stream-usage': async (target) => {
    const options = { stream_options: { include_usage: true } };
    const received = await chunks(target, SAY, options);
    assert.deepEqual(received.map((chunk) => Boolean(chunk.usage)), received.map((_, at) => at === received.length - 1));
    assert.deepEqual(received.at(-1).choices, []);
    checkUsage(received.at(-1).usage);
    checkUsage(await client(target).chat.completions.stream(request(target, SAY, options)).totalUsage());
  },

  'multi-turn': async (target) => {
    const mark = marker();
    const messages = [
      { role: 'system', content: `Answer briefly. ${mark}-system` },
      { role: 'user', content: `${mark}-first` },
      { role: 'assistant', content: `${mark}-answer` },
      { role: 'user', content: `${mark}-second [[say: second]]` },
    ];
    const answer = await client(target).chat.completions.create({ model: target.model, messages });
    assert.equal(answer.choices[0].message.content, 'second');
    const { body } = (await target.requestsWith(mark)).at(-1);
    const places = ['first', 'answer', 'second'].map((part) => body.indexOf(`${mark}-${part}`));
    assert.ok(body.includes(`${mark}-system`) && !places.includes(-1), 'a turn is missing at the provider');
    assert.deepEqual(places, [...places].sort((a, b) => a - b));
  },

  'parallel-tools': async (target) => {
    const answer = await ask(target, TWO_CALLS, { tools: TOOLS });
    assert.equal(answer.choices[0].finish_reason, 'tool_calls');
    checkCalls(answer.choices[0].message.tool_calls);
  },

  'stream-tools': async (target) => {
    const received = await chunks(target, TWO_CALLS, { tools: TOOLS });
    assert.equal(finishOf(received), 'tool_calls');
    const deltas = received.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
    const calls = [0, 1].map((index) => deltas.filter((delta) => delta.index === index));
    assert.equal(calls[0].length + calls[1].length, deltas.length);
    checkCalls(
      calls.map((parts) => ({
        id: parts.map((part) => part.id ?? '').join(''),
        type: parts[0].type,
        function: {
          name: parts.map((part) => part.function?.name ?? '').join(''),
          arguments: parts.map((part) => part.function?.arguments ?? '').join(''),
        },
      })),
    );
  },

  'stream-helper-tools': async (target) => {
    const final = await client(target)
      .chat.completions.stream(request(target, TWO_CALLS, { tools: TOOLS }))
      .finalChatCompletion();
    assert.equal(final.choices[0].finish_reason, 'tool_calls');
    checkCalls(final.choices[0].message.tool_calls);
  },

  'tool-choice': async (target) => {
    const named = { type: 'function', function: { name: 'time' } };
    const forced = await ask(target, 'What time is it in Paris?', { tools: TOOLS, tool_choice: named });
    assert.deepEqual(forced.choices[0].message.tool_calls.map((call) => call.function.name), ['time']);
    const none = await ask(target, TWO_CALLS, { tools: TOOLS, tool_choice: 'none' });
    assert.ok(!none.choices[0].message.tool_calls?.length, 'a call in spite of tool_choice none');
  },

  'tool-results': async (target) => {
    const messages = [{ role: 'user', content: TWO_CALLS }];
    const first = (await ask(target, '', { messages, tools: TOOLS })).choices[0].message;
    messages.push(first);
    for (const call of first.tool_calls) {
      messages.push({ role: 'tool', tool_call_id: call.id, content: `result-${call.function.name}` });
    }
    const answer = (await ask(target, '', { messages, tools: TOOLS })).choices[0];
    assert.equal(answer.finish_reason, 'stop');
    assert.match(answer.message.content, /result-weather/);
    assert.match(answer.message.content, /result-time/);
  },

  'tool-loop': async (target) => {
    for (const stream of [false, true]) {
      const called = [];
      const weather = {
        type: 'function',
        function: {
          name: 'weather',
          description: 'Tells the weather of a city.',
          parameters,
          parse: JSON.parse,
          function: ({ city }) => {
            called.push(city);
            return `rain in ${city}`;
          },
        },
      };
      const runner = client(target).chat.completions.runTools(
        request(target, '[[call: weather {"city": "Paris"}]]', { tools: [weather], stream }),
      );
      assert.match(await runner.finalContent(), /rain in Paris/);
      assert.deepEqual(called, ['Paris']);
    }
  },

  image: async (target) => {
    const part = { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } };
    const { content } = (await ask(target, [{ type: 'text', text: 'What is this?' }, part])).choices[0].message;
    assert.ok(content.includes(`image/png ${Buffer.from(PNG, 'base64').length} bytes`), content);
  },

  document: async (target) => {
    const file = { filename: 'page.pdf', file_data: `data:application/pdf;base64,${base64(PDF)}` };
    const parts = [{ type: 'text', text: 'Read this.' }, { type: 'file', file }];
    const { data, response } = await ask(target, parts).withResponse();
    if (target.upstream === 'cohere') {
      throw target.lacks(response.headers, '/messages/0/content/1', 'takes no documents of this kind');
    }
    const { content } = data.choices[0].message;
    assert.ok(content.includes(`application/pdf ${PDF.length} bytes`), content);
  },

  'json-schema': async (target) => {
    const body = request(target, 'Describe a river.', { response_format: river });
    checkRiver((await client(target).chat.completions.parse(body)).choices[0].message.content);
    checkRiver(await client(target).chat.completions.stream(body).finalContent());
  },

  'stop-sequence': async (target) => {
    const { data, response } = await ask(target, '[[say: one two HALT three]]', { stop: ['HALT'] }).withResponse();
    if (target.upstream === 'responses') throw target.lacks(response.headers, '/stop', 'has no stop sequences');
    const [answer] = data.choices;
    assert.deepEqual([answer.finish_reason, answer.message.content.trim()], ['stop', 'one two']);
    const received = await chunks(target, '[[say: one two HALT three]]', { stop: 'HALT' });
    assert.deepEqual([finishOf(received), textOf(received).trim()], ['stop', 'one two']);
  },

  'max-tokens': async (target) => {
    const options = { model: target.behaving('tokens=60'), max_completion_tokens: 16 };
    const answer = await ask(target, 'Talk.', options);
    assert.equal(answer.choices[0].finish_reason, 'length');
    assert.ok(answer.usage.completion_tokens <= 16 && answer.choices[0].message.content);
  },

  choices: async (target) => {
    const { data, response } = await ask(target, '[[say: Choose.]]', { n: 2 }).withResponse();
    if (['responses', 'anthropic', 'cohere'].includes(target.upstream)) {
      assert.equal(data.choices.length, 1);
      throw target.lacks(response.headers, '/n', 'answers once');
    }
    assert.deepEqual(data.choices.map((choice) => [choice.index, choice.finish_reason]), [[0, 'stop'], [1, 'stop']]);
    assert.ok(data.choices.every((choice) => choice.message.content));
    const received = await chunks(target, '[[say: Choose.]]', { n: 2 });
    const indexes = received.flatMap((chunk) => chunk.choices.map((choice) => choice.index));
    assert.deepEqual([...new Set(indexes)].sort(), [0, 1]);
  },

  logprobs: async (target) => {
    const options = { logprobs: true, top_logprobs: 2 };
    const { data, response } = await ask(target, '[[say: hello you]]', options).withResponse();
    const { logprobs } = data.choices[0];
    if (target.upstream === 'anthropic') {
      assert.ok(!logprobs);
      throw target.lacks(response.headers, '/top_logprobs', 'gives no log-probabilities');
    }
    assert.equal(logprobs.content.map((token) => token.token).join(''), 'hello you');
    if (target.upstream === 'cohere') {
      const words = 'gives the log-probability of what it said, and no others';
      throw target.lacks(response.headers, '/top_logprobs', words);
    }
    assert.ok(logprobs.content.every((token) => token.logprob <= 0 && token.top_logprobs.length === 2));
  },

  refusal: async (target) => {
    const [choice] = (await ask(target, '[[refuse]]')).choices;
    if (target.upstream === 'cohere') {
      assert.ok(choice.message.content);
      throw new Unsupported('Cohere does not mark a refusal');
    }
    assert.ok(choice.message.refusal || choice.finish_reason === 'content_filter', JSON.stringify(choice));
  },

  'error-wrong-key': async (target) => {
    const failure = await raises(OpenAI.AuthenticationError, () =>
      client(target, { apiKey: 'invalid-key' }).chat.completions.create(request(target, 'Hello')),
    );
    assert.deepEqual([failure.status, failure.code], [401, 'invalid_api_key']);
  },

  'error-unknown-model': async (target) => {
    for (const model of ['no-such-model', target.sibling('no-such-model')]) {
      const failure = await raises(OpenAI.NotFoundError, () => ask(target, 'Hello', { model }));
      assert.deepEqual([failure.status, failure.code], [404, 'model_not_found']);
      assert.match(failure.message, /no-such-model/);
    }
  },

  'error-bad-request': async (target) => {
    for (const options of [
      { messages: [] },
      { temperature: 'hot' },
      { messages: [{ role: 'wizard', content: 'Hello' }] },
      { messages: [], stream: true },
    ]) {
      const failure = await raises(OpenAI.BadRequestError, () => ask(target, 'Hello', options));
      assert.deepEqual([failure.status, failure.type], [400, 'invalid_request_error']);
      assert.ok(failure.error.message);
    }
  },

  'error-rate-limit': async (target) => {
    for (const stream of [false, true]) {
      const model = target.behaving('fault=429');
      const failure = await raises(OpenAI.RateLimitError, () => ask(target, 'Hello', { model, stream }));
      assert.equal(failure.status, 429);
      assert.ok(failure.error.message);
    }
  },

  'error-overloaded': async (target) => {
    const model = target.behaving('fault=503');
    const failure = await raises(OpenAI.InternalServerError, () => ask(target, 'Hello', { model }));
    assert.ok([502, 503].includes(failure.status), `${failure.status}`);
  },

  'error-context-length': async (target) => {
    const model = target.behaving('fault=context-length');
    const failure = await raises(OpenAI.BadRequestError, () => ask(target, 'Hello', { model }));
    assert.deepEqual([failure.status, failure.code], [400, 'context_length_exceeded']);
  },

  'error-in-stream': async (target) => {
    // Without a gateway a cut connection is no typed error.
    for (const fault of target.direct ? ['error-event@20'] : ['error-event@20', 'cut@20', 'truncate@20']) {
      const model = target.behaving('tokens=60', 'tps=400', `fault=${fault}`);
      const received = [];
      await raises(OpenAI.APIError, async () => {
        for await (const chunk of await ask(target, 'Hello', { model, stream: true })) received.push(chunk);
      });
      assert.ok(textOf(received), 'nothing came before the error');
      assert.ok(received.every((chunk) => !chunk.choices[0]?.finish_reason), 'it looks complete');
    }
  },

  'cancel-stream': async (target) => {
    const model = target.behaving('tokens=400', 'tps=20');
    const raw = marker();
    let seen = 0;
    for await (const _ of await ask(target, raw, { model, stream: true })) if (++seen === 3) break;
    await target.waitUntilAborted(raw);
    const helped = marker();
    const stream = client(target).chat.completions.stream(request(target, helped, { model }));
    stream.once('content', () => stream.abort());
    await raises(OpenAI.APIUserAbortError, () => stream.done());
    await target.waitUntilAborted(helped);
  },

  'cancel-before-first-token': async (target) => {
    const model = target.behaving('ttft=20s');
    const whole = marker();
    await raises(OpenAI.APIConnectionTimeoutError, () =>
      client(target, { timeout: 700 }).chat.completions.create(request(target, whole, { model })),
    );
    await target.waitUntilAborted(whole);
    const streamed = marker();
    const signal = AbortSignal.timeout(700);
    try {
      // A stream that is aborted after its headers ends without an error.
      await all(await client(target).chat.completions.create(request(target, streamed, { model, stream: true }), { signal }));
    } catch (failure) {
      assert.equal(failure.constructor.name, OpenAI.APIUserAbortError.name, failure.stack);
    }
    await target.waitUntilAborted(streamed);
  },
};

await run('openai-node', versionOf('openai'), features);
