"""The official OpenAI SDK beyond chat: embeddings, moderations, pictures, sound, files, batches."""

import base64
import json

import openai

from harness import PNG, Unsupported, equal, marker, raises, run

EMBEDDERS = {"gemini": "gemini-embedding-sim", "cohere": "embed-sim"}
SOUND = ("hello.wav", b"\0" * 32_000)


def client(target):
    return openai.OpenAI(api_key=target.key, base_url=f"{target.url}/v1", max_retries=0, timeout=20)


def model(target, name):
    """A model's name at the upstream; the simulator itself has no providers."""
    return f"{target.model}/{name}" if target.model else name


def embedder(target):
    return model(target, EMBEDDERS.get(target.upstream, "embedding-sim"))


def vectors(target, texts, **options):
    answer = client(target).embeddings.create(model=embedder(target), input=texts, **options)
    equal([one.index for one in answer.data], list(range(len(answer.data))))
    assert answer.usage.prompt_tokens > 0, answer.usage
    return [one.embedding for one in answer.data]


def only_openai(target, call):
    """Runs the call where the upstream has the endpoint; elsewhere the answer must say that it has none."""
    if target.upstream in ("openai", "sim"):
        return call()
    try:
        call()
    except openai.BadRequestError as refusal:
        assert "does not speak openai-" in refusal.message, refusal.message
        raise Unsupported("the provider has no such endpoint; the 400 names those that have") from None
    raise AssertionError("an endpoint that the provider has not has answered")


def embeddings(target):
    one, two = vectors(target, ["one", "two"])
    equal(len(one), 64)
    assert one != two and abs(sum(each * each for each in one) - 1) < 1e-4, one
    equal([round(each, 6) for each in vectors(target, "one")[0]], [round(each, 6) for each in one])


def embeddings_float(target):
    packed = vectors(target, "one")[0]
    plain = vectors(target, "one", encoding_format="float")[0]
    equal([round(each, 6) for each in plain], [round(each, 6) for each in packed])


def embeddings_dimensions(target):
    equal(len(vectors(target, "one", dimensions=8)[0]), 8)


def embeddings_tokens(target):
    if target.upstream in ("openai", "sim"):
        equal(len(vectors(target, [[1, 2, 3], [4, 5]])), 2)
        return
    refusal = raises(openai.BadRequestError, lambda: vectors(target, [[1, 2, 3]]))
    assert "token ids" in refusal.message, refusal.message
    raise Unsupported("token ids are for another tokeniser; a 400 says so")


def embeddings_error(target):
    def ask():
        return client(target).embeddings.create(model=model(target, "nobody"), input="one")

    assert "nobody" in raises(openai.NotFoundError, ask).message


def moderations(target):
    def ask():
        return client(target).moderations.create(
            model=model(target, "moderation-sim"), input=["a walk", "graphic violence"]
        )

    answer = only_openai(target, ask)
    equal([one.flagged for one in answer.results], [False, True])
    assert answer.results[1].categories.violence and answer.results[1].category_scores.violence > 0.5


def images(target):
    def ask():
        return client(target).images.generate(model=model(target, "image-sim"), prompt="a weir", n=2)

    answer = only_openai(target, ask)
    equal([base64.b64decode(one.b64_json)[:4] for one in answer.data], [b"\x89PNG"] * 2)
    assert answer.usage.output_tokens > 0, answer.usage


def images_stream(target):
    def ask():
        stream = client(target).images.generate(
            model=model(target, "image-sim"), prompt="a weir", stream=True, partial_images=1
        )
        return list(stream)

    events = only_openai(target, ask)
    equal([one.type for one in events], ["image_generation.partial_image", "image_generation.completed"])
    assert events[-1].usage.total_tokens > 0, events[-1]


def images_edit(target):
    def ask():
        pictures = [(name, base64.b64decode(PNG), "image/png") for name in ("one.png", "two.png")]
        return client(target).images.edit(model=model(target, "image-sim"), image=pictures, prompt="more water")

    answer = only_openai(target, ask)
    assert answer.data[0].b64_json and answer.usage.input_tokens_details.image_tokens == 544, answer.usage


def speech(target):
    def ask():
        speak = client(target).audio.speech
        return speak.create(model=model(target, "speech-sim"), voice="alloy", input="Hello.", response_format="wav")

    equal(only_openai(target, ask).content[:4], b"RIFF")


def speech_stream(target):
    def ask():
        speak = client(target).audio.speech.with_streaming_response
        settings = {"voice": "alloy", "input": "Hello.", "stream_format": "sse"}
        with speak.create(model=model(target, "speech-sim"), **settings) as answer:
            return [json.loads(line[6:]) for line in answer.iter_lines() if line.startswith("data: ")]

    events = only_openai(target, ask)
    equal((events[0]["type"], events[-1]["type"]), ("speech.audio.delta", "speech.audio.done"))
    assert events[-1]["usage"]["total_tokens"] > 0, events[-1]


def heard(target, **options):
    listen = client(target).audio.transcriptions
    return listen.create(model=model(target, options.pop("by", "transcribe-sim")), file=SOUND, **options)


def transcription(target):
    answer = only_openai(target, lambda: heard(target))
    assert "hello.wav" in answer.text and answer.usage.type == "tokens", answer


def transcription_forms(target):
    def ask():
        text = heard(target, response_format="text")
        return text, heard(target, by="whisper-sim", response_format="verbose_json")

    text, verbose = only_openai(target, ask)
    assert "hello.wav" in text, text
    equal((verbose.duration, len(verbose.segments), verbose.usage.type), (2, 1, "duration"))


def transcription_stream(target):
    events = only_openai(target, lambda: list(heard(target, stream=True)))
    said = "".join(one.delta for one in events if one.type == "transcript.text.delta")
    equal((events[-1].type, events[-1].text), ("transcript.text.done", said))


def translation(target):
    def ask():
        return client(target).audio.translations.create(model=model(target, "whisper-sim"), file=SOUND)

    assert "translation" in only_openai(target, ask).text


def files(target):
    if target.upstream not in ("openai", "sim"):
        refusal = raises(openai.BadRequestError, lambda: client(target).files.list(extra_query={"provider": target.model}))
        assert "openai-files" in refusal.message, refusal.message
        raise Unsupported("the provider keeps no files; the 400 names those that do")
    sdk, at = client(target), {"extra_query": {"provider": target.model}} if target.model else {}
    made = [
        sdk.files.create(file=(f"{marker()}.txt", b"water"), purpose="user_data", **at).id for _ in range(3)
    ]
    listed = [one.id for one in sdk.files.list(limit=2, **at)]
    equal([one for one in listed if one in made], made[::-1])
    equal(sdk.files.retrieve(made[0]).bytes, 5)
    equal(sdk.files.content(made[0]).content, b"water")
    for one in made:
        assert sdk.files.delete(one).deleted
    raises(openai.NotFoundError, lambda: sdk.files.retrieve(made[0]))


def batches(target):
    if target.upstream not in ("openai", "sim"):
        raise Unsupported("a batch runs where its file lives, and the provider keeps no files")
    sdk, at = client(target), {"extra_query": {"provider": target.model}} if target.model else {}
    body = {"model": "gpt-sim", "messages": [{"role": "user", "content": "[[say: from a batch]]"}]}
    line = {"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": body}
    file = sdk.files.create(file=("in.jsonl", json.dumps(line).encode()), purpose="batch", **at).id
    batch = sdk.batches.create(input_file_id=file, endpoint="/v1/chat/completions", completion_window="24h")
    equal(batch.status, "validating")
    for expected in ("in_progress", "completed"):
        batch = sdk.batches.retrieve(batch.id)
        equal(batch.status, expected)
    assert "from a batch" in sdk.files.content(batch.output_file_id).text
    assert batch.id in [one.id for one in sdk.batches.list(limit=5, **at)]
    raises(openai.ConflictError, lambda: sdk.batches.cancel(batch.id))


run(
    "openai-python",
    openai.__version__,
    [
        embeddings,
        embeddings_float,
        embeddings_dimensions,
        embeddings_tokens,
        embeddings_error,
        moderations,
        images,
        images_stream,
        images_edit,
        speech,
        speech_stream,
        transcription,
        transcription_forms,
        transcription_stream,
        translation,
        files,
        batches,
    ],
)
