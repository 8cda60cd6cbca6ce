"""The official Cohere SDK beyond chat: embed and rerank."""

import cohere
from cohere.core.api_error import ApiError

from harness import Unsupported, equal, run

EMBEDDERS = {"openai": "embedding-sim", "gemini": "gemini-embedding-sim"}
RANKERS = {"cohere": ["cohere/rerank-sim", "jina/rerank-sim", "voyage/voyage-rerank-sim"], "sim": ["rerank-sim"]}
DOCUMENTS = ["a cat", "the red fox", "a fox"]


def client(target):
    return cohere.ClientV2(api_key=target.key, base_url=target.url, timeout=20)


def embedder(target):
    name = EMBEDDERS.get(target.upstream, "embed-sim")
    return f"{target.model}/{name}" if target.model else name


def embed(target, **options):
    settings = {"model": embedder(target), "texts": ["one", "two"], "input_type": "search_query"}
    return client(target).embed(**(settings | options), request_options={"max_retries": 0})


def embeddings(target):
    answer = embed(target, embedding_types=["float"])
    one, two = answer.embeddings.float_
    equal((len(one), answer.texts), (64, ["one", "two"]))
    assert one != two and answer.meta.billed_units.input_tokens > 0, answer.meta


def embeddings_dimensions(target):
    equal([len(one) for one in embed(target, embedding_types=["float"], output_dimension=8).embeddings.float_], [8, 8])


def embeddings_error(target):
    try:
        embed(target, model=embedder(target) + "-nobody")
    except ApiError as failure:
        equal(failure.status_code, 404)
        return
    raise AssertionError("a model that nobody has has answered")


def rerank(target):
    if target.upstream in ("openai", "gemini"):
        try:
            client(target).rerank(model=f"{target.model}/any", query="red fox", documents=DOCUMENTS)
        except ApiError as failure:
            equal(failure.status_code, 400)
            assert "does not speak cohere-rerank" in str(failure.body), failure.body
            raise Unsupported("the provider ranks nothing; the 400 names those that do") from None
        raise AssertionError("a provider that ranks nothing has answered")
    for ranker in RANKERS[target.upstream]:
        answer = client(target).rerank(model=ranker, query="red fox", documents=DOCUMENTS, top_n=2)
        equal([(one.index, one.relevance_score) for one in answer.results], [(1, 1.0), (2, 0.5)])
        assert answer.meta.billed_units, answer.meta


run("cohere-python", cohere.__version__, [embeddings, embeddings_dimensions, embeddings_error, rerank])
