"""The official Anthropic SDK, Messages."""

import base64

import anthropic
from anthropic import Anthropic
from pydantic import BaseModel

from harness import PDF, PNG, equal, marker, raises, run

SAID = "Water finds its way. Übrigens: 水 🌊."
TOOLS = [
    {
        "name": name,
        "description": f"Tells the {name} of a city.",
        "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    }
    for name in ("weather", "time")
]
TWO_CALLS = '[[call: weather {"city": "Paris"}]] [[call: time {"city": "São Paulo"}]]'


def client(target, **options):
    settings = {"api_key": target.key, "base_url": target.url, "timeout": 20, "max_retries": 0}
    return Anthropic(**(settings | options))


def settings_for(target, content, options):
    settings = {"model": target.model, "max_tokens": 1000, "messages": [{"role": "user", "content": content}]}
    return settings | options


def ask(target, content, **options):
    return client(target).messages.create(**settings_for(target, content, options))


def text_of(message):
    return "".join(block.text for block in message.content if block.type == "text")


def check_calls(message):
    calls = [block for block in message.content if block.type == "tool_use"]
    equal([(call.name, call.input) for call in calls], [("weather", {"city": "Paris"}), ("time", {"city": "São Paulo"})])
    assert calls[0].id != calls[1].id
    equal(message.stop_reason, "tool_use")


def models_list(target):
    listed = list(client(target).models.list())
    assert listed and all(model.id and model.type == "model" for model in listed), listed
    equal(client(target).models.retrieve(listed[0].id).id, listed[0].id)


def plain(target):
    answer = ask(target, f"[[say: {SAID}]]")
    equal((answer.type, answer.role, answer.stop_reason), ("message", "assistant", "end_turn"))
    equal(text_of(answer), SAID)


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
    assert client(target).messages.count_tokens(model=target.model, messages=messages).input_tokens > 0


def thinking(target):
    options = {"thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 4000}
    answer = ask(target, f"[[say: {SAID}]]", **options)
    thought = [block for block in answer.content if block.type == "thinking"]
    assert thought and thought[0].signature, answer
    with client(target).messages.stream(**settings_for(target, f"[[say: {SAID}]]", options)) as stream:
        final = stream.get_final_message()
    thought = [block for block in final.content if block.type == "thinking"]
    assert thought and thought[0].signature, final
    equal(text_of(final), SAID)


def parallel_tools(target):
    check_calls(ask(target, TWO_CALLS, tools=TOOLS))


def stream_helper_tools(target):
    with client(target).messages.stream(**settings_for(target, TWO_CALLS, {"tools": TOOLS})) as stream:
        check_calls(stream.get_final_message())


def tool_results(target):
    first = ask(target, TWO_CALLS, tools=TOOLS)
    calls = [block for block in first.content if block.type == "tool_use"]
    results = [
        {"type": "tool_result", "tool_use_id": call.id, "content": f"result-{call.name}"} for call in calls
    ]
    messages = [
        {"role": "user", "content": TWO_CALLS},
        {"role": "assistant", "content": [block.model_dump(exclude_none=True) for block in first.content]},
        {"role": "user", "content": results},
    ]
    answer = ask(target, "", messages=messages, tools=TOOLS)
    assert "result-weather" in text_of(answer) and "result-time" in text_of(answer), answer
    equal(answer.stop_reason, "end_turn")


def image(target):
    source = {"type": "base64", "media_type": "image/png", "data": PNG}
    answer = text_of(ask(target, [{"type": "image", "source": source}, {"type": "text", "text": "What is this?"}]))
    assert f"image/png {len(base64.b64decode(PNG))} bytes" in answer, answer


def document(target):
    source = {"type": "base64", "media_type": "application/pdf", "data": base64.b64encode(PDF).decode()}
    answer = text_of(ask(target, [{"type": "document", "source": source}, {"type": "text", "text": "Read."}]))
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
    answer = ask(target, "[[say: one two HALT three]]", stop_sequences=["HALT"])
    equal((answer.stop_reason, answer.stop_sequence, text_of(answer).strip()), ("stop_sequence", "HALT", "one two"))


def max_tokens(target):
    answer = ask(target, "Talk.", model=target.behaving("tokens=60"), max_tokens=10)
    equal(answer.stop_reason, "max_tokens")


def refusal(target):
    equal(ask(target, "[[refuse]]").stop_reason, "refusal")


def error_wrong_key(target):
    sdk = client(target, api_key="invalid-key")
    failure = raises(
        anthropic.AuthenticationError, lambda: sdk.messages.create(**settings_for(target, "Hello", {}))
    )
    equal(failure.body["error"]["type"], "authentication_error")


def error_unknown_model(target):
    failure = raises(anthropic.NotFoundError, lambda: ask(target, "Hello", model="no-such-model"))
    equal(failure.body["error"]["type"], "not_found_error")


def error_bad_request(target):
    failure = raises(anthropic.BadRequestError, lambda: ask(target, "Hello", messages=[]))
    equal(failure.body["error"]["type"], "invalid_request_error")
    raises(anthropic.BadRequestError, lambda: ask(target, "Hello", max_tokens=-1))


def error_rate_limit(target):
    failure = raises(anthropic.RateLimitError, lambda: ask(target, "Hello", model=target.behaving("fault=429")))
    equal(failure.body["error"]["type"], "rate_limit_error")


def error_overloaded(target):
    failure = raises(anthropic.OverloadedError, lambda: ask(target, "Hello", model=target.behaving("fault=529")))
    equal(failure.body["error"]["type"], "overloaded_error")


def error_in_stream(target):
    model = target.behaving("tokens=60", "fault=error-event@20")
    # The SDK chooses the class by the status, which is 200 here.
    failure = raises(anthropic.APIStatusError, lambda: list(ask(target, "Hello", model=model, stream=True)))
    equal(failure.body["error"]["type"], "overloaded_error")


def cancel_stream(target):
    mark = marker()
    stream = ask(target, f"{mark} Talk.", model=target.behaving("tokens=400", "tps=20"), stream=True)
    for number, _ in enumerate(stream):
        if number == 3:
            break
    stream.close()
    target.wait_until_aborted(mark)


if __name__ == "__main__":
    run(
        "anthropic-python",
        anthropic.__version__,
        [
            models_list,
            plain,
            stream,
            stream_helper,
            usage,
            count_tokens,
            thinking,
            parallel_tools,
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
            error_in_stream,
            cancel_stream,
        ],
    )
