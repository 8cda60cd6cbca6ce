// The official OpenAI SDK beyond chat: embeddings, moderations, pictures, sound, files, batches.

import assert from 'node:assert/strict';
import OpenAI, { BadRequestError, NotFoundError, toFile } from 'openai';
import { all, PNG, raises, run, Unsupported, versionOf } from './harness.mjs';

const EMBEDDERS = { gemini: 'gemini-embedding-sim', cohere: 'embed-sim' };

const client = (target) =>
  new OpenAI({ apiKey: target.key, baseURL: `${target.url}/v1`, maxRetries: 0, timeout: 20_000 });

/** A model's name at the upstream; the simulator itself has no providers. */
const model = (target, name) => (target.model ? `${target.model}/${name}` : name);

const embed = (target, input, options = {}) =>
  client(target).embeddings.create({
    model: model(target, EMBEDDERS[target.upstream] ?? 'embedding-sim'),
    input,
    ...options,
  });

/** The extra query that says which provider keeps a file. */
const at = (target) => (target.model ? { query: { provider: target.model } } : {});

/** Runs the call where the upstream has the endpoint; elsewhere the answer must say that it has none. */
async function onlyOpenai(target, call) {
  if (['openai', 'sim'].includes(target.upstream)) return call();
  const refusal = await raises(BadRequestError, call);
  assert.match(refusal.message, /does not speak openai-/);
  throw new Unsupported('the provider has no such endpoint; the 400 names those that have');
}

const sound = () => toFile(Buffer.alloc(32_000), 'hello.wav');

const heard = async (target, options = {}) =>
  client(target).audio.transcriptions.create({
    model: model(target, 'transcribe-sim'),
    file: await sound(),
    ...options,
  });

const features = {
  embeddings: async (target) => {
    const answer = await embed(target, ['one', 'two']);
    const [one, two] = answer.data.map((each) => each.embedding);
    assert.equal(one.length, 64);
    assert.notDeepEqual(one, two);
    assert.ok(answer.usage.prompt_tokens > 0);
  },
  'embeddings-float': async (target) => {
    const packed = (await embed(target, 'one')).data[0].embedding;
    const plain = (await embed(target, 'one', { encoding_format: 'float' })).data[0].embedding;
    assert.deepEqual(Array.from(packed, (each) => each.toFixed(6)), plain.map((each) => each.toFixed(6)));
  },
  'embeddings-dimensions': async (target) => {
    assert.equal((await embed(target, 'one', { dimensions: 8 })).data[0].embedding.length, 8);
  },
  'embeddings-error': async (target) => {
    const failure = await raises(NotFoundError, () => embed(target, 'one', { model: model(target, 'nobody') }));
    assert.match(failure.message, /nobody/);
  },
  moderations: async (target) => {
    const answer = await onlyOpenai(target, () =>
      client(target).moderations.create({
        model: model(target, 'moderation-sim'),
        input: ['a walk', 'graphic violence'],
      }),
    );
    assert.deepEqual(answer.results.map((one) => one.flagged), [false, true]);
  },
  images: async (target) => {
    const answer = await onlyOpenai(target, () =>
      client(target).images.generate({ model: model(target, 'image-sim'), prompt: 'a weir', n: 2 }),
    );
    assert.equal(answer.data.length, 2);
    assert.ok(answer.usage.output_tokens > 0);
  },
  'images-stream': async (target) => {
    const events = await onlyOpenai(target, async () =>
      all(
        await client(target).images.generate({
          model: model(target, 'image-sim'),
          prompt: 'a weir',
          stream: true,
          partial_images: 1,
        }),
      ),
    );
    assert.deepEqual(
      events.map((one) => one.type),
      ['image_generation.partial_image', 'image_generation.completed'],
    );
  },
  'images-edit': async (target) => {
    const image = await toFile(Buffer.from(PNG, 'base64'), 'one.png', { type: 'image/png' });
    const answer = await onlyOpenai(target, () =>
      client(target).images.edit({ model: model(target, 'image-sim'), image: [image, image], prompt: 'more water' }),
    );
    assert.equal(answer.usage.input_tokens_details.image_tokens, 544);
  },
  speech: async (target) => {
    const answer = await onlyOpenai(target, () =>
      client(target).audio.speech.create({
        model: model(target, 'speech-sim'),
        voice: 'alloy',
        input: 'Hello.',
        response_format: 'wav',
      }),
    );
    assert.equal(Buffer.from(await answer.arrayBuffer()).subarray(0, 4).toString(), 'RIFF');
  },
  transcription: async (target) => {
    const answer = await onlyOpenai(target, () => heard(target));
    assert.match(answer.text, /hello\.wav/);
    assert.equal(answer.usage.type, 'tokens');
  },
  'transcription-forms': async (target) => {
    const whisper = { model: model(target, 'whisper-sim'), response_format: 'verbose_json' };
    const verbose = await onlyOpenai(target, () => heard(target, whisper));
    assert.equal(verbose.duration, 2);
    assert.match(await heard(target, { response_format: 'text' }), /hello\.wav/);
  },
  'transcription-stream': async (target) => {
    const events = await onlyOpenai(target, async () => all(await heard(target, { stream: true })));
    const said = events.map((one) => one.delta ?? '').join('');
    assert.equal(events.at(-1).text, said);
  },
  files: async (target) => {
    if (!['openai', 'sim'].includes(target.upstream)) {
      const refusal = await raises(BadRequestError, () => client(target).files.list({}, at(target)));
      assert.match(refusal.message, /openai-files/);
      throw new Unsupported('the provider keeps no files; the 400 names those that do');
    }
    const sdk = client(target);
    const made = [];
    for (const name of ['a.txt', 'b.txt', 'c.txt']) {
      const file = await toFile(Buffer.from('water'), name);
      made.push((await sdk.files.create({ file, purpose: 'user_data' }, at(target))).id);
    }
    const listed = (await all(await sdk.files.list({ limit: 2 }, at(target)))).map((one) => one.id);
    assert.deepEqual(listed.filter((one) => made.includes(one)), [...made].reverse());
    assert.equal(await (await sdk.files.content(made[0])).text(), 'water');
    for (const one of made) assert.ok((await sdk.files.delete(one)).deleted);
    await raises(NotFoundError, () => sdk.files.retrieve(made[0]));
  },
  batches: async (target) => {
    if (!['openai', 'sim'].includes(target.upstream)) {
      throw new Unsupported('a batch runs where its file lives, and the provider keeps no files');
    }
    const sdk = client(target);
    const body = { model: 'gpt-sim', messages: [{ role: 'user', content: '[[say: from a batch]]' }] };
    const line = JSON.stringify({ custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body });
    const input = await toFile(Buffer.from(line), 'in.jsonl');
    const file = await sdk.files.create({ file: input, purpose: 'batch' }, at(target));
    const endpoint = '/v1/chat/completions';
    const { id } = await sdk.batches.create({ input_file_id: file.id, endpoint, completion_window: '24h' });
    assert.equal((await sdk.batches.retrieve(id)).status, 'in_progress');
    const done = await sdk.batches.retrieve(id);
    assert.equal(done.status, 'completed');
    assert.match(await (await sdk.files.content(done.output_file_id)).text(), /from a batch/);
  },
};

await run('openai-node', versionOf('openai'), features);
