"""The official Mistral SDK beyond chat: embeddings."""

import importlib.metadata

from mistralai.client import Mistral
from mistralai.client.errors.mistralerror import MistralError

from harness import Unsupported, equal, run

EMBEDDERS = {"gemini": "gemini-embedding-sim", "cohere": "embed-sim", "openai": "embedding-sim"}


def embed(target, model=None, **options):
    with Mistral(api_key=target.key, server_url=target.url, timeout_ms=20_000) as sdk:
        name = model or f"{target.model}/{EMBEDDERS[target.upstream]}"
        return sdk.embeddings.create(model=name, inputs=["one", "two"], **options)


def without_id(target, call):
    """OpenAI's answers pass as they are; they have no id, which Mistral's SDK wants."""
    if target.upstream != "openai":
        return call()
    try:
        call()
    except MistralError as failure:
        assert "body.id" in str(failure.__cause__) or "output_dimension" in failure.body, failure
        raise Unsupported("OpenAI's own answer passes as it is, and has no id, which this SDK wants") from None
    raise AssertionError("an answer without an id was accepted")


def embeddings(target):
    answer = without_id(target, lambda: embed(target))
    one, two = [each.embedding for each in answer.data]
    equal(len(one), 64)
    assert one != two and answer.usage.prompt_tokens > 0, answer.usage


def embeddings_dimensions(target):
    answer = without_id(target, lambda: embed(target, output_dimension=8))
    equal([len(each.embedding) for each in answer.data], [8, 8])


def embeddings_error(target):
    try:
        embed(target, model=f"{target.model}/nobody")
    except MistralError as failure:
        equal(failure.status_code, 404)
        return
    raise AssertionError("a model that nobody has has answered")


run("mistral-python", importlib.metadata.version("mistralai"), [embeddings, embeddings_dimensions, embeddings_error])
