"""The official OpenAI SDK, Chat Completions."""

import asyncio
import base64
import json

import openai
from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel

from harness import PDF, PNG, Unsupported, equal, kept, marker, raises, run

SAID = "Water finds its way. Übrigens: 水 🌊."
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": name,
            "description": f"Tells the {name} of a city.",
            "parameters": {
                "type": "object",
                "properties": {"city": {"type": "string"}},
                "required": ["city"],
                "additionalProperties": False,
            },
        },
    }
    for name in ("weather", "time")
]
TWO_CALLS = '[[call: weather {"city": "Paris"}]] [[call: time {"city": "São Paulo"}]]'


@kept
def client(target, **options):
    settings = {"api_key": target.key, "base_url": f"{target.url}/v1", "timeout": 20, "max_retries": 0}
    return OpenAI(**(settings | options))


def ask(target, content, **options):
    settings = {"model": target.model, "messages": [{"role": "user", "content": content}]}
    return client(target).chat.completions.create(**(settings | options))


def raw(target, content, **options):
    """The answer with the headers that came with it."""
    settings = {"model": target.model, "messages": [{"role": "user", "content": content}]}
    return client(target).chat.completions.with_raw_response.create(**(settings | options))


def chunks(target, content, **options):
    with ask(target, content, stream=True, **options) as stream:
        return list(stream)


def text_of(received):
    return "".join(chunk.choices[0].delta.content or "" for chunk in received if chunk.choices)


def finish_of(received):
    reasons = [chunk.choices[0].finish_reason for chunk in received if chunk.choices]
    reasons = [reason for reason in reasons if reason]
    equal(len(reasons), 1)
    return reasons[0]


def check_usage(usage):
    assert usage is not None, "no usage"
    assert usage.prompt_tokens > 0 and usage.completion_tokens > 0, usage
    equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens)


def check_calls(calls):
    equal([(call.type, call.function.name) for call in calls], [("function", "weather"), ("function", "time")])
    equal([json.loads(call.function.arguments) for call in calls], [{"city": "Paris"}, {"city": "São Paulo"}])
    assert calls[0].id and calls[1].id and calls[0].id != calls[1].id, "ids are missing or the same"


def models_list(target):
    sdk = client(target)
    listed = list(sdk.models.list())
    assert listed and all(model.id and model.object == "model" for model in listed), listed
    equal(sdk.models.retrieve(listed[0].id).id, listed[0].id)


def plain(target):
    answer = ask(target, f"[[say: {SAID}]]")
    equal(answer.object, "chat.completion")
    equal(len(answer.choices), 1)
    equal(answer.choices[0].message.content, SAID)
    equal(answer.choices[0].message.role, "assistant")
    equal(answer.choices[0].finish_reason, "stop")
    assert not answer.choices[0].message.tool_calls and not answer.choices[0].message.refusal
    assert answer.id and answer.created > 0 and answer.model


def asynchronous(target):
    async def both():
        async with AsyncOpenAI(api_key=target.key, base_url=f"{target.url}/v1", max_retries=0, timeout=20) as sdk:
            messages = [{"role": "user", "content": f"[[say: {SAID}]]"}]
            answer = await sdk.chat.completions.create(model=target.model, messages=messages)
            stream = await sdk.chat.completions.create(model=target.model, messages=messages, stream=True)
            return answer.choices[0].message.content, text_of([chunk async for chunk in stream])

    equal(asyncio.run(both()), (SAID, SAID))


def stream(target):
    received = chunks(target, f"[[say: {SAID}]]")
    equal(text_of(received), SAID)
    equal(finish_of(received), "stop")
    equal(len({chunk.id for chunk in received}), 1)
    equal({chunk.object for chunk in received}, {"chat.completion.chunk"})
    equal(received[0].choices[0].delta.role, "assistant")
    assert all(chunk.usage is None for chunk in received), "usage that was not asked for"


def stream_helper(target):
    with client(target).chat.completions.stream(
        model=target.model, messages=[{"role": "user", "content": f"[[say: {SAID}]]"}]
    ) as stream:
        events = list(stream)
        final = stream.get_final_completion()
    equal("".join(event.delta for event in events if event.type == "content.delta"), SAID)
    equal([event.content for event in events if event.type == "content.done"], [SAID])
    equal(final.choices[0].message.content, SAID)
    equal(final.choices[0].message.role, "assistant")
    equal(final.choices[0].finish_reason, "stop")


def usage(target):
    check_usage(ask(target, f"[[say: {SAID}]]").usage)


def stream_usage(target):
    received = chunks(target, f"[[say: {SAID}]]", stream_options={"include_usage": True})
    equal([bool(chunk.usage) for chunk in received], [False] * (len(received) - 1) + [True])
    equal(received[-1].choices, [])
    check_usage(received[-1].usage)
    with client(target).chat.completions.stream(
        model=target.model,
        messages=[{"role": "user", "content": f"[[say: {SAID}]]"}],
        stream_options={"include_usage": True},
    ) as stream:
        check_usage(stream.get_final_completion().usage)


def multi_turn(target):
    mark = marker()
    messages = [
        {"role": "system", "content": f"Answer briefly. {mark}-system"},
        {"role": "user", "content": f"{mark}-first"},
        {"role": "assistant", "content": f"{mark}-answer"},
        {"role": "user", "content": f"{mark}-second [[say: second]]"},
    ]
    answer = client(target).chat.completions.create(model=target.model, messages=messages)
    equal(answer.choices[0].message.content, "second")
    sent = target.requests_with(mark)[-1]["body"]
    places = [sent.find(f"{mark}-{part}") for part in ("first", "answer", "second")]
    assert sent.find(f"{mark}-system") >= 0 and -1 not in places, "a turn is missing at the provider"
    equal(places, sorted(places))


def parallel_tools(target):
    answer = ask(target, TWO_CALLS, tools=TOOLS)
    equal(answer.choices[0].finish_reason, "tool_calls")
    check_calls(answer.choices[0].message.tool_calls)


def stream_tools(target):
    received = chunks(target, TWO_CALLS, tools=TOOLS)
    equal(finish_of(received), "tool_calls")
    deltas = [delta for chunk in received if chunk.choices for delta in chunk.choices[0].delta.tool_calls or []]
    equal(sorted({delta.index for delta in deltas}), [0, 1])
    for index, (name, city) in enumerate((("weather", "Paris"), ("time", "São Paulo"))):
        parts = [delta for delta in deltas if delta.index == index]
        equal([part.function.name for part in parts if part.function.name], [name])
        equal(len([part.id for part in parts if part.id]), 1)
        equal(json.loads("".join(part.function.arguments or "" for part in parts)), {"city": city})


def stream_helper_tools(target):
    with client(target).chat.completions.stream(
        model=target.model, messages=[{"role": "user", "content": TWO_CALLS}], tools=TOOLS
    ) as stream:
        events = list(stream)
        final = stream.get_final_completion()
    done = [event.name for event in events if event.type == "tool_calls.function.arguments.done"]
    equal(done, ["weather", "time"])
    equal(final.choices[0].finish_reason, "tool_calls")
    check_calls(final.choices[0].message.tool_calls)


def tool_choice(target):
    named = {"type": "function", "function": {"name": "time"}}
    answer = ask(target, "What time is it in Paris?", tools=TOOLS, tool_choice=named)
    equal([call.function.name for call in answer.choices[0].message.tool_calls], ["time"])
    answer = ask(target, TWO_CALLS, tools=TOOLS, tool_choice="none")
    assert not answer.choices[0].message.tool_calls, "a call in spite of tool_choice none"


def tool_results(target):
    messages = [{"role": "user", "content": TWO_CALLS}]
    sdk = client(target)
    first = sdk.chat.completions.create(model=target.model, messages=messages, tools=TOOLS).choices[0].message
    results = {"weather": '{"sky": "rain-1"}', "time": "noon-2"}
    messages.append(first.model_dump(exclude_none=True))
    for call in first.tool_calls:
        messages.append({"role": "tool", "tool_call_id": call.id, "content": results[call.function.name]})
    answer = sdk.chat.completions.create(model=target.model, messages=messages, tools=TOOLS)
    equal(answer.choices[0].finish_reason, "stop")
    content = answer.choices[0].message.content
    assert "rain-1" in content and "noon-2" in content, content
    received = list(sdk.chat.completions.create(model=target.model, messages=messages, tools=TOOLS, stream=True))
    equal(text_of(received), content)


def image(target):
    part = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}}
    content = ask(target, [{"type": "text", "text": "What is this?"}, part]).choices[0].message.content
    expected = f"image/png {len(base64.b64decode(PNG))} bytes"
    assert expected in content, content


def document(target):
    data = base64.b64encode(PDF).decode()
    file = {"filename": "page.pdf", "file_data": f"data:application/pdf;base64,{data}"}
    answer = raw(target, [{"type": "text", "text": "Read this."}, {"type": "file", "file": file}])
    if target.upstream == "cohere":
        target.lacks(answer.headers, "/messages/0/content/1", "takes no documents of this kind")
    content = answer.parse().choices[0].message.content
    assert f"application/pdf {len(PDF)} bytes" in content, content


class River(BaseModel):
    name: str
    kilometres: int
    countries: list[str]


def json_schema(target):
    messages = [{"role": "user", "content": "Describe a river."}]
    sdk = client(target)
    answer = sdk.chat.completions.parse(model=target.model, messages=messages, response_format=River)
    assert isinstance(answer.choices[0].message.parsed, River), answer
    with sdk.chat.completions.stream(model=target.model, messages=messages, response_format=River) as stream:
        final = stream.get_final_completion()
    assert isinstance(final.choices[0].message.parsed, River), final


def stop_sequence(target):
    text = "[[say: one two HALT three]]"
    if target.upstream == "responses":
        target.lacks(raw(target, text, stop=["HALT"]).headers, "/stop", "has no stop sequences")
    answer = ask(target, text, stop=["HALT"])
    equal(answer.choices[0].finish_reason, "stop")
    equal(answer.choices[0].message.content.strip(), "one two")
    received = chunks(target, text, stop="HALT")
    equal((text_of(received).strip(), finish_of(received)), ("one two", "stop"))


def max_tokens(target):
    answer = client(target).chat.completions.create(
        model=target.behaving("tokens=60"),
        messages=[{"role": "user", "content": "Talk."}],
        max_completion_tokens=16,
    )
    equal(answer.choices[0].finish_reason, "length")
    assert answer.usage.completion_tokens <= 16, answer.usage
    assert answer.choices[0].message.content, answer


def choices(target):
    answer = raw(target, "[[say: Choose.]]", n=2)
    parsed = answer.parse()
    if target.upstream in ("responses", "anthropic", "cohere"):
        equal(len(parsed.choices), 1)
        target.lacks(answer.headers, "/n", "answers once")
    equal([choice.index for choice in parsed.choices], [0, 1])
    equal({choice.finish_reason for choice in parsed.choices}, {"stop"})
    assert all(choice.message.content for choice in parsed.choices), parsed
    received = chunks(target, "[[say: Choose.]]", n=2)
    equal({choice.index for chunk in received for choice in chunk.choices}, {0, 1})


def logprobs(target):
    answer = raw(target, "[[say: hello you]]", logprobs=True, top_logprobs=2)
    choice = answer.parse().choices[0]
    if target.upstream == "anthropic":
        assert choice.logprobs is None, choice
        target.lacks(answer.headers, "/top_logprobs", "gives no log-probabilities")
    equal("".join(token.token for token in choice.logprobs.content), "hello you")
    if target.upstream == "cohere":
        assert all(token.logprob <= 0 for token in choice.logprobs.content), choice
        target.lacks(answer.headers, "/top_logprobs", "gives the log-probability of what it said, and no others")
    assert all(token.logprob <= 0 and len(token.top_logprobs) == 2 for token in choice.logprobs.content), choice


def refusal(target):
    answer = ask(target, "[[refuse]]")
    choice = answer.choices[0]
    if target.upstream == "cohere":
        assert choice.message.content, answer
        raise Unsupported("Cohere does not mark a refusal")
    assert choice.message.refusal or choice.finish_reason == "content_filter", answer


def error_wrong_key(target):
    sdk = client(target, api_key="invalid-key")
    messages = [{"role": "user", "content": "Hello"}]
    failure = raises(
        openai.AuthenticationError, lambda: sdk.chat.completions.create(model=target.model, messages=messages)
    )
    equal((failure.status_code, failure.code), (401, "invalid_api_key"))


def error_unknown_model(target):
    for model in ("no-such-model", target.sibling("no-such-model")):
        failure = raises(openai.NotFoundError, lambda: ask(target, "Hello", model=model))
        equal((failure.status_code, failure.code), (404, "model_not_found"))
        assert "no-such-model" in failure.message, failure.message


def error_bad_request(target):
    for call in (
        lambda: ask(target, "Hello", messages=[]),
        lambda: ask(target, "Hello", temperature="hot"),
        lambda: ask(target, "Hello", messages=[{"role": "wizard", "content": "Hello"}]),
        lambda: ask(target, "Hello", messages=[], stream=True),
    ):
        failure = raises(openai.BadRequestError, call)
        equal((failure.status_code, failure.type), (400, "invalid_request_error"))
        assert failure.body["message"], failure.body


def error_rate_limit(target):
    for options in ({}, {"stream": True}):
        model = target.behaving("fault=429")
        failure = raises(openai.RateLimitError, lambda: ask(target, "Hello", model=model, **options))
        equal(failure.status_code, 429)
        assert failure.body["message"], failure.body


def error_overloaded(target):
    model = target.behaving("fault=503")
    failure = raises(openai.InternalServerError, lambda: ask(target, "Hello", model=model))
    assert failure.status_code in (502, 503), failure.status_code
    if not target.direct:
        # Two tries of the gateway's are all: the answer says that everything was tried, and the SDK does not begin anew.
        mark = marker()
        model = target.behaving("fault=503", f"key={mark}")
        sdk = client(target, max_retries=3)
        asked = {"model": model, "messages": [{"role": "user", "content": mark}]}
        raises(openai.InternalServerError, lambda: sdk.chat.completions.create(**asked))
        equal(len(target.requests_with(mark)), 2)


def error_context_length(target):
    model = target.behaving("fault=context-length")
    failure = raises(openai.BadRequestError, lambda: ask(target, "Hello", model=model))
    equal((failure.status_code, failure.code), (400, "context_length_exceeded"))


def error_in_stream(target):
    # Without a gateway a cut connection is no typed error.
    for fault in ("error-event@20",) if target.direct else ("error-event@20", "cut@20", "truncate@20"):
        received = []

        def read():
            for chunk in ask(target, "Hello", model=target.behaving("tokens=60", "tps=400", f"fault={fault}"), stream=True):
                received.append(chunk)

        raises(openai.APIError, read)
        assert text_of(received), "nothing came before the error"
        finished = [chunk for chunk in received if chunk.choices and chunk.choices[0].finish_reason]
        assert not finished, "it looks complete"


def cancel_stream(target):
    mark = marker()
    stream = ask(target, f"{mark} Talk.", model=target.behaving("tokens=400", "tps=20"), stream=True)
    for number, _ in enumerate(stream):
        if number == 3:
            break
    stream.close()
    target.wait_until_aborted(mark)


def cancel_before_first_token(target):
    sdk = client(target, timeout=0.7)
    for streamed in (False, True):
        mark = marker()
        request = {"model": target.behaving("ttft=20s"), "messages": [{"role": "user", "content": mark}]}
        raises(openai.APITimeoutError, lambda: list(sdk.chat.completions.create(**request, stream=streamed)))
        target.wait_until_aborted(mark)


if __name__ == "__main__":
    run(
        "openai-python",
        openai.__version__,
        [
            models_list,
            plain,
            asynchronous,
            stream,
            stream_helper,
            usage,
            stream_usage,
            multi_turn,
            parallel_tools,
            stream_tools,
            stream_helper_tools,
            tool_choice,
            tool_results,
            image,
            document,
            json_schema,
            stop_sequence,
            max_tokens,
            choices,
            logprobs,
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
