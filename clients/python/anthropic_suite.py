"""The official Anthropic SDK, Messages."""

import asyncio
import base64
import json

import anthropic
from anthropic import Anthropic, AsyncAnthropic
from pydantic import BaseModel

from harness import PDF, PNG, Unsupported, equal, kept, marker, raises, run

SAID = "Water finds its way. Übrigens: 水 🌊."
TOOLS = [
    {
        "name": name,
        "description": f"Tells the {name} of a city.",
        "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    }
    for name in ("weather", "time")
]
THINKING = {"thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 4000}
TWO_CALLS = '[[call: weather {"city": "Paris"}]] [[call: time {"city": "São Paulo"}]]'


@kept
def client(target, **options):
    settings = {"api_key": target.key, "base_url": target.url, "timeout": 20, "max_retries": 0}
    return Anthropic(**(settings | options))


def settings_for(target, content, options):
    settings = {"model": target.model, "max_tokens": 1000, "messages": [{"role": "user", "content": content}]}
    return settings | options


def ask(target, content, **options):
    return client(target).messages.create(**settings_for(target, content, options))


def raw(target, content, **options):
    """The answer with the headers that came with it."""
    return client(target).messages.with_raw_response.create(**settings_for(target, content, options))


def text_of(message):
    return "".join(block.text for block in message.content if block.type == "text")


def check_calls(message):
    calls = [block for block in message.content if block.type == "tool_use"]
    equal([(call.name, call.input) for call in calls], [("weather", {"city": "Paris"}), ("time", {"city": "São Paulo"})])
    assert calls[0].id != calls[1].id
    equal(message.stop_reason, "tool_use")


def across(target):
    """Whether the provider speaks another dialect."""
    return target.upstream not in ("sim", "anthropic")


def models_list(target):
    listed = list(client(target).models.list(limit=1000))
    assert listed and all(model.id and model.type == "model" for model in listed), listed
    pages = client(target).models.list(limit=1)
    equal([model.id for _, model in zip(range(3), pages)], [model.id for model in listed[:3]])
    equal(client(target).models.retrieve(listed[0].id).id, listed[0].id)


def plain(target):
    answer = ask(target, f"[[say: {SAID}]]")
    equal((answer.type, answer.role, answer.stop_reason), ("message", "assistant", "end_turn"))
    equal(text_of(answer), SAID)


def asynchronous(target):
    async def both():
        async with AsyncAnthropic(api_key=target.key, base_url=target.url, max_retries=0, timeout=20) as sdk:
            asked = settings_for(target, f"[[say: {SAID}]]", {})
            answer = await sdk.messages.create(**asked)
            async with sdk.messages.stream(**asked) as stream:
                return text_of(answer), "".join([text async for text in stream.text_stream])

    equal(asyncio.run(both()), (SAID, SAID))


def api_version_2023(target):
    """As the SDKs before 2.0 ask: another version, another header for the key."""
    headers = {"anthropic-version": "2023-06-01", "x-api-key": target.key}
    sdk = client(target, api_key="unused", default_headers={**headers, "Authorization": anthropic.Omit()})
    equal(text_of(sdk.messages.create(**settings_for(target, f"[[say: {SAID}]]", {}))), SAID)


def multi_turn(target):
    mark = marker()
    messages = [
        {"role": "user", "content": f"{mark}-first"},
        {"role": "assistant", "content": [{"type": "text", "text": f"{mark}-answer"}]},
        {"role": "user", "content": f"{mark}-second [[say: second]]"},
    ]
    system = [{"type": "text", "text": f"Answer briefly. {mark}-system", "cache_control": {"type": "ephemeral"}}]
    equal(text_of(ask(target, "", messages=messages, system=system)), "second")
    sent = target.requests_with(mark)[-1]["body"]
    places = [sent.find(f"{mark}-{part}") for part in ("first", "answer", "second")]
    assert sent.find(f"{mark}-system") >= 0 and -1 not in places, "a turn is missing at the provider"
    equal(places, sorted(places))


def stream(target):
    events = list(ask(target, f"[[say: {SAID}]]", stream=True))
    equal((events[0].type, events[-1].type), ("message_start", "message_stop"))
    deltas = [event.delta for event in events if event.type == "content_block_delta"]
    equal("".join(delta.text for delta in deltas if delta.type == "text_delta"), SAID)
    assert [event for event in events if event.type == "message_delta"][-1].usage.output_tokens > 0


def stream_helper(target):
    with client(target).messages.stream(**settings_for(target, f"[[say: {SAID}]]", {})) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    equal((text, text_of(final), final.stop_reason), (SAID, SAID, "end_turn"))
    assert final.usage.input_tokens > 0 and final.usage.output_tokens > 0, final.usage


def usage(target):
    used = ask(target, f"[[say: {SAID}]]").usage
    assert used.input_tokens > 0 and used.output_tokens > 0, used


def count_tokens(target):
    messages = [{"role": "user", "content": "How long is this?"}]
    answer = client(target).messages.with_raw_response.count_tokens(model=target.model, messages=messages)
    assert answer.parse().input_tokens > 0
    if across(target):
        equal(answer.headers.get("x-weir-estimate"), "tokens")


def thinking(target):
    received = raw(target, f"[[say: {SAID}]]", **THINKING)
    answer = received.parse()
    if target.upstream == "openai":
        equal(text_of(answer), SAID)
        target.lacks(received.headers, "/thinking", "shows no thoughts")
    thought = [block for block in answer.content if block.type == "thinking"]
    assert thought and thought[0].signature, answer
    with client(target).messages.stream(**settings_for(target, f"[[say: {SAID}]]", THINKING)) as stream:
        final = stream.get_final_message()
    thought = [block for block in final.content if block.type == "thinking"]
    assert thought and thought[0].signature, final
    equal(text_of(final), SAID)


def thinking_tools(target):
    """Thoughts and whatever seals them go back as they came, and the provider takes them."""
    first = ask(target, TWO_CALLS, tools=TOOLS, **THINKING)
    check_calls(first)
    messages = followed_by_results(first)
    answer = ask(target, "", messages=messages, tools=TOOLS, **THINKING)
    assert "result-weather" in text_of(answer), answer
    with client(target).messages.stream(**settings_for(target, TWO_CALLS, {"tools": TOOLS, **THINKING})) as stream:
        second = stream.get_final_message()
    check_calls(second)
    answer = ask(target, "", messages=followed_by_results(second), tools=TOOLS, **THINKING)
    assert "result-time" in text_of(answer), answer


def parallel_tools(target):
    check_calls(ask(target, TWO_CALLS, tools=TOOLS))


def stream_tools(target):
    events = list(ask(target, TWO_CALLS, tools=TOOLS, stream=True))
    begun = {
        event.index: event.content_block.name
        for event in events
        if event.type == "content_block_start" and event.content_block.type == "tool_use"
    }
    equal(list(begun.values()), ["weather", "time"])
    for index, city in zip(begun, ("Paris", "São Paulo")):
        parts = [event.delta.partial_json for event in events
                 if event.type == "content_block_delta" and event.index == index]
        equal(json.loads("".join(parts)), {"city": city})
    equal([event.delta.stop_reason for event in events if event.type == "message_delta"], ["tool_use"])


def tool_choice(target):
    answer = ask(target, "What time is it in Paris?", tools=TOOLS, tool_choice={"type": "tool", "name": "time"})
    equal([block.name for block in answer.content if block.type == "tool_use"], ["time"])
    answer = ask(target, TWO_CALLS, tools=TOOLS, tool_choice={"type": "none"})
    assert not [block for block in answer.content if block.type == "tool_use"], "a call in spite of tool_choice none"


def stream_helper_tools(target):
    with client(target).messages.stream(**settings_for(target, TWO_CALLS, {"tools": TOOLS})) as stream:
        check_calls(stream.get_final_message())


def followed_by_results(answer):
    """The conversation up to an answer, with the results of its calls."""
    calls = [block for block in answer.content if block.type == "tool_use"]
    results = [
        {"type": "tool_result", "tool_use_id": call.id, "content": f"result-{call.name}"} for call in calls
    ]
    return [
        {"role": "user", "content": TWO_CALLS},
        {"role": "assistant", "content": [block.model_dump(exclude_none=True) for block in answer.content]},
        {"role": "user", "content": results},
    ]


def tool_results(target):
    messages = followed_by_results(ask(target, TWO_CALLS, tools=TOOLS))
    answer = ask(target, "", messages=messages, tools=TOOLS)
    assert "result-weather" in text_of(answer) and "result-time" in text_of(answer), answer
    equal(answer.stop_reason, "end_turn")


def image(target):
    source = {"type": "base64", "media_type": "image/png", "data": PNG}
    answer = text_of(ask(target, [{"type": "image", "source": source}, {"type": "text", "text": "What is this?"}]))
    assert f"image/png {len(base64.b64decode(PNG))} bytes" in answer, answer


def document(target):
    source = {"type": "base64", "media_type": "application/pdf", "data": base64.b64encode(PDF).decode()}
    received = raw(target, [{"type": "document", "source": source}, {"type": "text", "text": "Read."}])
    if target.upstream == "cohere":
        target.lacks(received.headers, "/messages/0/content/0", "takes no documents of this kind")
    answer = text_of(received.parse())
    assert f"application/pdf {len(PDF)} bytes" in answer, answer


class River(BaseModel):
    name: str
    kilometres: int
    countries: list[str]


def json_schema(target):
    messages = [{"role": "user", "content": "Describe a river."}]
    answer = client(target).messages.parse(
        model=target.model, max_tokens=1000, messages=messages, output_format=River
    )
    assert isinstance(answer.parsed_output, River), answer


def stop_sequence(target):
    received = raw(target, "[[say: one two HALT three]]", stop_sequences=["HALT"])
    answer = received.parse()
    if target.upstream == "responses":
        target.lacks(received.headers, "/stop_sequences", "has no stop sequences")
    equal(text_of(answer).strip(), "one two")
    if target.upstream in ("openai", "gemini"):
        equal(answer.stop_reason, "end_turn")
        raise Unsupported(f"{target.maker} stops, and does not say that a stop sequence was the reason")
    # Cohere does not say which one it was.
    equal((answer.stop_reason, answer.stop_sequence), ("stop_sequence", None if target.upstream == "cohere" else "HALT"))


def max_tokens(target):
    answer = ask(target, "Talk.", model=target.behaving("tokens=60"), max_tokens=10)
    equal(answer.stop_reason, "max_tokens")


def refusal(target):
    answer = ask(target, "[[refuse]]")
    if target.upstream == "cohere":
        equal(answer.stop_reason, "end_turn")
        raise Unsupported("Cohere does not mark a refusal")
    equal(answer.stop_reason, "refusal")


def error_wrong_key(target):
    sdk = client(target, api_key="invalid-key")
    failure = raises(
        anthropic.AuthenticationError, lambda: sdk.messages.create(**settings_for(target, "Hello", {}))
    )
    equal(failure.body["error"]["type"], "authentication_error")


def error_unknown_model(target):
    for model in ("no-such-model", target.sibling("no-such-model")):
        failure = raises(anthropic.NotFoundError, lambda: ask(target, "Hello", model=model))
        equal(failure.body["error"]["type"], "not_found_error")
        assert "no-such-model" in failure.body["error"]["message"], failure.body
        assert failure.request_id, "an error without the id of its request"


def error_bad_request(target):
    failure = raises(anthropic.BadRequestError, lambda: ask(target, "Hello", messages=[]))
    equal(failure.body["error"]["type"], "invalid_request_error")
    raises(anthropic.BadRequestError, lambda: ask(target, "Hello", max_tokens=-1))
    raises(anthropic.BadRequestError, lambda: ask(target, "Hello", messages=[], stream=True))
    raises(anthropic.BadRequestError, lambda: ask(target, "", messages=[{"role": "wizard", "content": "Hello"}]))


def error_rate_limit(target):
    failure = raises(anthropic.RateLimitError, lambda: ask(target, "Hello", model=target.behaving("fault=429")))
    equal(failure.body["error"]["type"], "rate_limit_error")


def error_overloaded(target):
    fault = "fault=503" if across(target) else "fault=529"
    failure = raises(anthropic.OverloadedError, lambda: ask(target, "Hello", model=target.behaving(fault)))
    equal(failure.body["error"]["type"], "overloaded_error")
    if not target.direct:
        # Two tries of the gateway's are all: the answer says that everything was tried, and the SDK does not begin anew.
        mark = marker()
        asked = settings_for(target, mark, {"model": target.behaving(fault, f"key={mark}")})
        sdk = client(target, max_retries=3)
        raises(anthropic.OverloadedError, lambda: sdk.messages.create(**asked))
        equal(len(target.requests_with(mark)), 2)


def error_in_stream(target):
    # Without a gateway a cut connection is no typed error. The SDK chooses the class by the status, which is 200 here.
    for fault in ("error-event@20",) if target.direct else ("error-event@20", "cut@20", "truncate@20"):
        received = []

        def read():
            for event in ask(target, "Hello", model=target.behaving("tokens=60", "tps=400", f"fault={fault}"), stream=True):
                received.append(event.type)

        failure = raises(anthropic.APIStatusError, read)
        equal(failure.body["type"], "error")
        assert "content_block_delta" in received, "nothing came before the error"
        assert "message_stop" not in received, "it looks complete"


def error_context_length(target):
    model = target.behaving("fault=context-length")
    failure = raises(anthropic.BadRequestError, lambda: ask(target, "Hello", model=model))
    assert "prompt is too long" in failure.body["error"]["message"], failure.body


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
    # The simulator begins a stream at once, so that without a gateway this is a timeout within it.
    for streamed in (False,) if target.direct else (False, True):
        mark = marker()
        asked = settings_for(target, mark, {"model": target.behaving("ttft=20s"), "stream": streamed})
        raises(anthropic.APITimeoutError, lambda: list(sdk.messages.create(**asked)))
        target.wait_until_aborted(mark)


if __name__ == "__main__":
    run(
        "anthropic-python",
        anthropic.__version__,
        [
            models_list,
            plain,
            asynchronous,
            api_version_2023,
            stream,
            stream_helper,
            usage,
            multi_turn,
            count_tokens,
            thinking,
            thinking_tools,
            parallel_tools,
            stream_tools,
            tool_choice,
            stream_helper_tools,
            tool_results,
            image,
            document,
            json_schema,
            stop_sequence,
            max_tokens,
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
