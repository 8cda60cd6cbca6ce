"""The official Google Gen AI SDK, generateContent."""

import asyncio
import base64
import itertools

import httpx2
from google import genai
from google.genai import errors, types
from pydantic import BaseModel

from harness import PDF, PNG, Unsupported, equal, kept, marker, run

SAID = "Water finds its way. Übrigens: 水 🌊."
TWO_CALLS = '[[call: weather {"city": "Paris"}]] [[call: time {"city": "São Paulo"}]]'
TOOLS = [
    types.Tool(
        function_declarations=[
            types.FunctionDeclaration(
                name=name,
                description=f"Tells the {name} of a city.",
                parameters=types.Schema(
                    type=types.Type.OBJECT,
                    properties={"city": types.Schema(type=types.Type.STRING)},
                    required=["city"],
                ),
            )
            for name in ("weather", "time")
        ]
    )
]


@kept
def client(target, **options):
    settings = {"base_url": target.url, "timeout": 20_000}
    return genai.Client(api_key=target.key, http_options=types.HttpOptions(**(settings | options)))


def ask(target, contents, model=None, **config):
    sdk = client(target)
    return sdk.models.generate_content(
        model=model or target.model, contents=contents, config=types.GenerateContentConfig(**config)
    )


def chunks(target, contents, model=None, **config):
    sdk = client(target)
    return list(
        sdk.models.generate_content_stream(
            model=model or target.model, contents=contents, config=types.GenerateContentConfig(**config)
        )
    )


def headers_of(answer):
    return answer.sdk_http_response.headers


def failure_of(kind, call):
    try:
        call()
    except errors.APIError as failure:
        assert isinstance(failure, kind), f"{type(failure).__name__} instead of {kind.__name__}"
        return failure
    raise AssertionError(f"no {kind.__name__} was raised")


def check_calls(calls):
    equal([(call.name, call.args) for call in calls], [("weather", {"city": "Paris"}), ("time", {"city": "São Paulo"})])


def models_list(target):
    sdk = client(target)
    listed = list(sdk.models.list())
    assert listed and all(model.name.startswith("models/") for model in listed), listed
    equal(sdk.models.get(model=listed[0].name).name, listed[0].name)


def plain(target):
    answer = ask(target, f"[[say: {SAID}]]")
    equal(answer.text, SAID)
    equal(answer.candidates[0].finish_reason, types.FinishReason.STOP)
    equal(answer.candidates[0].content.role, "model")
    assert answer.response_id and answer.model_version, answer


def asynchronous(target):
    async def talk():
        models = client(target).aio.models
        answer = await models.generate_content(model=target.model, contents=f"[[say: {SAID}]]")
        stream = await models.generate_content_stream(model=target.model, contents=f"[[say: {SAID}]]")
        return answer.text, "".join([chunk.text or "" async for chunk in stream])

    equal(asyncio.run(talk()), (SAID, SAID))


def api_version_v1beta(target):
    sdk = client(target, api_version="v1beta")
    equal(sdk.models.generate_content(model=target.model, contents=f"[[say: {SAID}]]").text, SAID)


def stream(target):
    received = chunks(target, f"[[say: {SAID}]]")
    equal("".join(chunk.text or "" for chunk in received), SAID)
    reasons = [chunk.candidates[0].finish_reason for chunk in received if chunk.candidates]
    equal([reason for reason in reasons if reason], [types.FinishReason.STOP])
    equal(len({chunk.response_id for chunk in received}), 1)
    assert received[-1].usage_metadata.candidates_token_count > 0, received[-1]


def chat(target):
    sdk = client(target)
    conversation = sdk.chats.create(model=target.model)
    equal(conversation.send_message("[[say: first]]").text, "first")
    equal("".join(chunk.text or "" for chunk in conversation.send_message_stream("[[say: second]]")), "second")
    equal(conversation.send_message("[[say: third]]").text, "third")
    # A streamed answer is one content for each chunk here.
    roles = [role for role, _ in itertools.groupby(content.role for content in conversation.get_history())]
    equal(roles, ["user", "model"] * 3)


def multi_turn(target):
    mark = marker()
    contents = [
        types.Content(role=role, parts=[types.Part(text=text)])
        for role, text in (
            ("user", f"{mark}-first"),
            ("model", f"{mark}-answer"),
            ("user", f"{mark}-second [[say: second]]"),
        )
    ]
    answer = ask(target, contents, system_instruction=f"Answer briefly. {mark}-system")
    equal(answer.text, "second")
    sent = target.requests_with(mark)[-1]["body"]
    places = [sent.find(f"{mark}-{part}") for part in ("first", "answer", "second")]
    assert sent.find(f"{mark}-system") >= 0 and -1 not in places, "a turn is missing at the provider"
    equal(places, sorted(places))


def usage(target):
    used = ask(target, f"[[say: {SAID}]]").usage_metadata
    assert used.prompt_token_count > 0 and used.candidates_token_count > 0, used
    thoughts = used.thoughts_token_count or 0
    equal(used.total_token_count, used.prompt_token_count + used.candidates_token_count + thoughts)
    assert chunks(target, f"[[say: {SAID}]]")[-1].usage_metadata.candidates_token_count > 0


def count_tokens(target):
    sdk = client(target)
    assert sdk.models.count_tokens(model=target.model, contents="How long is this?").total_tokens > 0


def thinking(target):
    config = types.ThinkingConfig(include_thoughts=True, thinking_budget=1024)
    answer = ask(target, f"[[say: {SAID}]]", thinking_config=config)
    equal(answer.text, SAID)
    if target.upstream == "openai":
        target.lacks(headers_of(answer), "/generationConfig/thinkingConfig", "shows no thoughts")
    thoughts = [part for part in answer.candidates[0].content.parts if part.thought]
    assert thoughts, answer
    # Cohere does not count its thoughts.
    assert target.upstream == "cohere" or answer.usage_metadata.thoughts_token_count > 0, answer.usage_metadata
    received = chunks(target, f"[[say: {SAID}]]", thinking_config=config)
    parts = [part for chunk in received for part in chunk.candidates[0].content.parts or []]
    assert "".join(part.text or "" for part in parts if part.thought), received
    equal("".join(part.text or "" for part in parts if not part.thought), SAID)


def thinking_with_tools(target):
    """Signatures that the client echoes reach the provider that gave them, which checks them."""
    if target.upstream == "openai":
        raise Unsupported("OpenAI Chat gives no signed thoughts")
    config = {"thinking_config": types.ThinkingConfig(include_thoughts=True, thinking_budget=1024), "tools": TOOLS}
    # The one that demands its signatures back.
    model = target.model if target.upstream == "anthropic" else f"{target.model}-thinking"
    for streamed in (False, True):
        question = types.Content(role="user", parts=[types.Part(text=TWO_CALLS)])
        if streamed:
            received = chunks(target, [question], model=model, **config)
            parts = [part for chunk in received for part in chunk.candidates[0].content.parts or []]
        else:
            parts = ask(target, [question], model=model, **config).candidates[0].content.parts
        assert [part for part in parts if part.thought], parts
        # Cohere does not sign.
        assert target.upstream == "cohere" or [part for part in parts if part.thought_signature], parts
        calls = [part.function_call for part in parts if part.function_call]
        check_calls(calls)
        contents = [question, types.Content(role="model", parts=parts), results_of(calls)]
        answer = ask(target, contents, model=model, **config).text
        assert "result-weather" in answer and "result-time" in answer, answer


def results_of(calls):
    return types.Content(
        role="user",
        parts=[
            types.Part(
                function_response=types.FunctionResponse(
                    id=call.id, name=call.name, response={"result": f"result-{call.name}"}
                )
            )
            for call in calls
        ],
    )


def parallel_tools(target):
    check_calls(ask(target, TWO_CALLS, tools=TOOLS).function_calls)


def stream_tools(target):
    check_calls([call for chunk in chunks(target, TWO_CALLS, tools=TOOLS) for call in chunk.function_calls or []])


def tool_choice(target):
    def calling(mode, names=None):
        config = types.FunctionCallingConfig(mode=mode, allowed_function_names=names)
        return types.ToolConfig(function_calling_config=config)

    answer = ask(target, "What time is it in Paris?", tools=TOOLS, tool_config=calling("ANY", ["time"]))
    equal([call.name for call in answer.function_calls], ["time"])
    answer = ask(target, TWO_CALLS, tools=TOOLS, tool_config=calling("NONE"))
    assert not answer.function_calls, "a call in spite of mode NONE"


def tool_results(target):
    first = ask(target, TWO_CALLS, tools=TOOLS)
    question = types.Content(role="user", parts=[types.Part(text=TWO_CALLS)])
    contents = [question, first.candidates[0].content, results_of(first.function_calls)]
    answer = ask(target, contents, tools=TOOLS).text
    assert "result-weather" in answer and "result-time" in answer, answer


def automatic_function_calling(target):
    called = []

    def weather(city: str) -> str:
        """Tells the weather of a city."""
        called.append(city)
        return f"rain in {city}"

    answer = ask(target, '[[call: weather {"city": "Paris"}]]', tools=[weather])
    equal(called, ["Paris"])
    assert "rain in Paris" in answer.text, answer


def image(target):
    data = base64.b64decode(PNG)
    answer = ask(target, ["What is this?", types.Part.from_bytes(data=data, mime_type="image/png")]).text
    assert f"image/png {len(data)} bytes" in answer, answer


def document(target):
    answer = ask(target, ["Read.", types.Part.from_bytes(data=PDF, mime_type="application/pdf")])
    if target.upstream == "cohere":
        target.lacks(headers_of(answer), "/contents/0/parts/1", "takes no documents of this kind")
    assert f"application/pdf {len(PDF)} bytes" in answer.text, answer


class River(BaseModel):
    name: str
    kilometres: int
    countries: list[str]


def json_schema(target):
    answer = ask(target, "Describe a river.", response_mime_type="application/json", response_schema=River)
    assert isinstance(answer.parsed, River), answer


def stop_sequence(target):
    answer = ask(target, "[[say: one two HALT three]]", stop_sequences=["HALT"])
    if target.upstream == "responses":
        target.lacks(headers_of(answer), "/generationConfig/stopSequences", "has no stop sequences")
    equal(answer.text.strip(), "one two")
    equal(answer.candidates[0].finish_reason, types.FinishReason.STOP)


def max_tokens(target):
    answer = ask(target, "Talk.", model=target.behaving("tokens=60"), max_output_tokens=10)
    equal(answer.candidates[0].finish_reason, types.FinishReason.MAX_TOKENS)


def choices(target):
    answer = ask(target, "[[say: Choose.]]", candidate_count=2)
    if target.upstream in ("responses", "anthropic", "cohere"):
        equal(len(answer.candidates), 1)
        target.lacks(headers_of(answer), "/generationConfig/candidateCount", "answers once")
    equal(len(answer.candidates), 2)
    received = chunks(target, "[[say: Choose.]]", candidate_count=2)
    equal({candidate.index or 0 for chunk in received for candidate in chunk.candidates}, {0, 1})


def logprobs(target):
    answer = ask(target, "[[say: hello you]]", response_logprobs=True, logprobs=2)
    result = answer.candidates[0].logprobs_result
    if target.upstream == "anthropic":
        assert result is None, result
        target.lacks(headers_of(answer), "/generationConfig/logprobs", "gives no log-probabilities")
    equal("".join(token.token for token in result.chosen_candidates), "hello you")
    if target.upstream == "cohere":
        words = "gives the log-probability of what it said, and no others"
        target.lacks(headers_of(answer), "/generationConfig/logprobs", words)
    assert all(len(top.candidates) == 2 for top in result.top_candidates), result


def web_search(target):
    search = [types.Tool(google_search=types.GoogleSearch())]
    answer = ask(target, "[[search: rivers]]", tools=search)
    if target.upstream in ("openai", "cohere"):
        target.lacks(headers_of(answer), "/tools/0", "has no search of Google's")
    streamed = chunks(target, "[[search: rivers]]", tools=search)[-1]
    for grounding in (answer.candidates[0].grounding_metadata, streamed.candidates[0].grounding_metadata):
        equal(grounding.web_search_queries, ["rivers"])
        support = grounding.grounding_supports[0]
        assert grounding.grounding_chunks[support.grounding_chunk_indices[0]].web.uri.startswith("http"), grounding
        assert support.segment.text in answer.text, (support, answer.text)


def refusal(target):
    answer = ask(target, "[[refuse]]")
    if target.upstream == "cohere":
        assert answer.text, answer
        raise Unsupported("Cohere does not mark a refusal")
    equal(answer.candidates[0].finish_reason, types.FinishReason.SAFETY)


def error_wrong_key(target):
    sdk = genai.Client(api_key="invalid-key", http_options=types.HttpOptions(base_url=target.url))
    failure = failure_of(
        errors.ClientError, lambda: sdk.models.generate_content(model=target.model, contents="Hello")
    )
    equal((failure.code, failure.status), (400, "INVALID_ARGUMENT"))


def error_unknown_model(target):
    for model in ("no-such-model", target.sibling("no-such-model")):
        failure = failure_of(errors.ClientError, lambda: ask(target, "Hello", model=model))
        equal((failure.code, failure.status), (404, "NOT_FOUND"))
        assert "no-such-model" in failure.message, failure.message


def error_bad_request(target):
    for call in (
        lambda: ask(target, "Hello", temperature=99),
        lambda: ask(target, [types.Content(role="wizard", parts=[types.Part(text="Hello")])]),
        lambda: chunks(target, "Hello", temperature=99),
    ):
        failure = failure_of(errors.ClientError, call)
        equal((failure.code, failure.status), (400, "INVALID_ARGUMENT"))


def error_rate_limit(target):
    for call in (ask, chunks):
        failure = failure_of(errors.ClientError, lambda: call(target, "Hello", model=target.behaving("fault=429")))
        equal((failure.code, failure.status), (429, "RESOURCE_EXHAUSTED"))


def error_overloaded(target):
    failure = failure_of(errors.ServerError, lambda: ask(target, "Hello", model=target.behaving("fault=503")))
    equal((failure.code, failure.status), (503, "UNAVAILABLE"))


def error_context_length(target):
    model = target.behaving("fault=context-length")
    failure = failure_of(errors.ClientError, lambda: ask(target, "Hello", model=model))
    equal((failure.code, failure.status), (400, "INVALID_ARGUMENT"))


def error_in_stream(target):
    # Without a gateway a cut stream looks complete to this SDK.
    for fault in ("error-event@20",) if target.direct else ("error-event@20", "cut@20", "truncate@20"):
        received, sdk = [], client(target)

        def read():
            model = target.behaving("tokens=60", "tps=400", f"fault={fault}")
            for chunk in sdk.models.generate_content_stream(model=model, contents="Hello"):
                received.append(chunk)

        failure_of(errors.ServerError, read)
        assert "".join(chunk.text or "" for chunk in received), "nothing came before the error"
        assert not [chunk for chunk in received if chunk.candidates[0].finish_reason], "it looks complete"


def cancel_stream(target):
    mark = marker()
    sdk = client(target, timeout=20_000)
    stream = sdk.models.generate_content_stream(model=target.behaving("tokens=400", "tps=20"), contents=mark)
    for _ in range(3):
        next(stream)
    stream.close()
    sdk.close()
    target.wait_until_aborted(mark)


def cancel_before_first_token(target):
    for call in ("generate_content", "generate_content_stream"):
        mark = marker()
        sdk = client(target, timeout=700)
        try:
            answer = getattr(sdk.models, call)(model=target.behaving("ttft=20s"), contents=mark)
            if call.endswith("stream"):
                next(answer)
        except httpx2.TimeoutException:
            target.wait_until_aborted(mark)
        else:
            raise AssertionError("no timeout was raised")


if __name__ == "__main__":
    run(
        "google-genai-python",
        genai.__version__,
        [
            models_list,
            plain,
            asynchronous,
            api_version_v1beta,
            stream,
            chat,
            multi_turn,
            usage,
            count_tokens,
            thinking,
            thinking_with_tools,
            parallel_tools,
            stream_tools,
            tool_choice,
            tool_results,
            automatic_function_calling,
            image,
            document,
            json_schema,
            stop_sequence,
            max_tokens,
            choices,
            logprobs,
            web_search,
            refusal,
            error_wrong_key,
            error_unknown_model,
            error_bad_request,
            error_rate_limit,
            error_overloaded,
            error_context_length,
            error_in_stream,
            cancel_stream,
            cancel_before_first_token,
        ],
    )
