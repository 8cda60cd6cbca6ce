"""The official Google Gen AI SDK beyond chat: embedContent."""

from google import genai
from google.genai import types
from google.genai.errors import ClientError

from harness import equal, raises, run

EMBEDDERS = {"openai": "embedding-sim", "cohere": "embed-sim"}


def embedder(target):
    name = EMBEDDERS.get(target.upstream, "gemini-embedding-sim")
    return f"{target.model}/{name}" if target.model else name


def embed(target, contents, model=None, **config):
    options = types.HttpOptions(base_url=target.url, timeout=20_000)
    sdk = genai.Client(api_key=target.key, http_options=options)
    settings = types.EmbedContentConfig(**config) if config else None
    answer = sdk.models.embed_content(model=model or embedder(target), contents=contents, config=settings)
    return [one.values for one in answer.embeddings]


def embeddings(target):
    # Texts in a list would be joined by the SDK for the newer models.
    one, two = embed(target, [types.Content(parts=[types.Part(text=text)]) for text in ("one", "two")])
    equal(len(one), 64)
    assert one != two and embed(target, "one") == [one], one


def embeddings_dimensions(target):
    settings = {"output_dimensionality": 8, "task_type": "RETRIEVAL_QUERY"}
    equal(len(embed(target, "one", **settings)[0]), 8)


def embeddings_error(target):
    failure = raises(ClientError, lambda: embed(target, "one", model=embedder(target) + "-nobody"))
    equal((failure.code, failure.status), (404, "NOT_FOUND"))


run("google-genai-python", genai.__version__, [embeddings, embeddings_dimensions, embeddings_error])
