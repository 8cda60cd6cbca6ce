"""The official Cohere SDK, Chat version 2."""

import asyncio
import base64
import json

import cohere

from harness import PNG, Unsupported, equal, kept, marker, raises, run

SAID = "Water finds its way. Übrigens: 水 🌊."
TWO_CALLS = '[[call: weather {"city": "Paris"}]] [[call: time {"city": "São Paulo"}]]'
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
            },
        },
    }
    for name in ("weather", "time")
]
SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "kilometres": {"type": "integer"}},
    "required": ["name", "kilometres"],
    "additionalProperties": False,
}


@kept
def client(target, **options):
    settings = {"api_key": target.key, "base_url": target.url, "timeout": 20}
    return cohere.ClientV2(**(settings | options))


def ask(target, content, **options):
    settings = {"model": target.model, "messages": [{"role": "user", "content": content}]}
    return client(target).chat(**(settings | options), request_options={"max_retries": 0})


def headers_of(target, content, **options):
    settings = {"model": target.model, "messages": [{"role": "user", "content": content}]}
    return client(target).v2.with_raw_response.chat(**(settings | options)).headers


def events(target, content, **options):
    settings = {"model": target.model, "messages": [{"role": "user", "content": content}]}
    return list(client(target).chat_stream(**(settings | options), request_options={"max_retries": 0}))


def text_of(answer):
    return "".join(block.text for block in answer.message.content or [] if block.type == "text")


def text_in(received):
    return "".join(
        event.delta.message.content.text or "" for event in received if event.type == "content-delta"
    )


def check_usage(usage):
    assert usage is not None, "no usage"
    assert usage.billed_units.input_tokens > 0 and usage.billed_units.output_tokens > 0, usage


def check_calls(calls):
    equal([(call.type, call.function.name) for call in calls], [("function", "weather"), ("function", "time")])
    equal([json.loads(call.function.arguments) for call in calls], [{"city": "Paris"}, {"city": "São Paulo"}])
    assert calls[0].id and calls[1].id and calls[0].id != calls[1].id, "ids are missing or the same"


def models_list(target):
    listed = client(target).models.list().models
    assert listed and all(model.name for model in listed), listed
    equal(client(target).models.get(listed[0].name).name, listed[0].name)


def plain(target):
    answer = ask(target, f"[[say: {SAID}]]")
    equal(text_of(answer), SAID)
    equal((answer.message.role, answer.finish_reason), ("assistant", "COMPLETE"))
    assert answer.id and not answer.message.tool_calls, answer


def asynchronous(target):
    async def both():
        sdk = cohere.AsyncClientV2(api_key=target.key, base_url=target.url, timeout=20)
        messages = [{"role": "user", "content": f"[[say: {SAID}]]"}]
        answer = await sdk.chat(model=target.model, messages=messages)
        received = [event async for event in sdk.chat_stream(model=target.model, messages=messages)]
        return text_of(answer), text_in(received)

    equal(asyncio.run(both()), (SAID, SAID))


def stream(target):
    received = events(target, f"[[say: {SAID}]]")
    equal(text_in(received), SAID)
    equal((received[0].type, received[-1].type), ("message-start", "message-end"))
    equal(received[-1].delta.finish_reason, "COMPLETE")
    assert received[0].id, received[0]


def usage(target):
    check_usage(ask(target, f"[[say: {SAID}]]").usage)


def stream_usage(target):
    check_usage(events(target, f"[[say: {SAID}]]")[-1].delta.usage)


def multi_turn(target):
    mark = marker()
    messages = [
        {"role": "system", "content": f"Answer briefly. {mark}-system"},
        {"role": "user", "content": f"{mark}-first"},
        {"role": "assistant", "content": f"{mark}-answer"},
        {"role": "user", "content": f"{mark}-second [[say: second]]"},
    ]
    equal(text_of(ask(target, "", messages=messages)), "second")
    sent = target.requests_with(mark)[-1]["body"]
    places = [sent.find(f"{mark}-{part}") for part in ("first", "answer", "second")]
    assert sent.find(f"{mark}-system") >= 0 and -1 not in places, "a turn is missing at the provider"
    equal(places, sorted(places))


def parallel_tools(target):
    answer = ask(target, TWO_CALLS, tools=TOOLS)
    equal(answer.finish_reason, "TOOL_CALL")
    check_calls(answer.message.tool_calls)


def stream_tools(target):
    received = events(target, TWO_CALLS, tools=TOOLS)
    equal(received[-1].delta.finish_reason, "TOOL_CALL")
    begun = [event for event in received if event.type == "tool-call-start"]
    equal([event.delta.message.tool_calls.function.name for event in begun], ["weather", "time"])
    for event, city in zip(begun, ("Paris", "São Paulo")):
        parts = [
            other.delta.message.tool_calls.function.arguments
            for other in received
            if other.type == "tool-call-delta" and other.index == event.index
        ]
        equal(json.loads("".join(parts)), {"city": city})


def tool_choice(target):
    answer = ask(target, "What time is it in Paris?", tools=TOOLS[1:], tool_choice="REQUIRED")
    equal([call.function.name for call in answer.message.tool_calls], ["time"])
    answer = ask(target, TWO_CALLS, tools=TOOLS, tool_choice="NONE")
    assert not answer.message.tool_calls, "a call in spite of tool_choice NONE"


def tool_results(target):
    messages = [{"role": "user", "content": TWO_CALLS}]
    first = ask(target, "", messages=messages, tools=TOOLS).message
    results = {"weather": "rain-1", "time": "noon-2"}
    messages.append(first)
    for call in first.tool_calls:
        document = {"type": "document", "document": {"data": {"text": results[call.function.name]}}}
        messages.append({"role": "tool", "tool_call_id": call.id, "content": [document]})
    answer = ask(target, "", messages=messages, tools=TOOLS)
    equal(answer.finish_reason, "COMPLETE")
    said = text_of(answer)
    assert "rain-1" in said and "noon-2" in said, said
    equal(text_in(events(target, "", messages=messages, tools=TOOLS)), said)


def image(target):
    part = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}}
    said = text_of(ask(target, [{"type": "text", "text": "What is this?"}, part]))
    assert f"image/png {len(base64.b64decode(PNG))} bytes" in said, said


def documents(target):
    mark = marker()
    ask(target, "Who?", documents=[{"id": "d1", "data": {"text": f"{mark} It was Ada.", "title": "Notes"}}])
    assert target.requests_with(mark), "the document is missing at the provider"


def json_schema(target):
    form = {"type": "json_object", "json_schema": SCHEMA}
    said = json.loads(text_of(ask(target, "Describe a river.", response_format=form)))
    equal(sorted(said), ["kilometres", "name"])


def stop_sequence(target):
    text = "[[say: one two HALT three]]"
    if target.upstream == "responses":
        target.lacks(headers_of(target, text, stop_sequences=["HALT"]), "/stop_sequences", "has no stop sequences")
    answer = ask(target, text, stop_sequences=["HALT"])
    equal(text_of(answer).strip(), "one two")
    assert answer.finish_reason in ("STOP_SEQUENCE", "COMPLETE"), answer.finish_reason
    equal(text_in(events(target, text, stop_sequences=["HALT"])).strip(), "one two")


def max_tokens(target):
    answer = ask(target, "Talk.", model=target.behaving("tokens=60"), max_tokens=16)
    equal(answer.finish_reason, "MAX_TOKENS")
    assert text_of(answer), answer


def logprobs(target):
    answer = ask(target, "[[say: hello you]]", logprobs=True)
    if target.upstream == "anthropic":
        assert not answer.logprobs, answer
        headers = headers_of(target, "[[say: hello you]]", logprobs=True)
        target.lacks(headers, "/logprobs", "gives no log-probabilities")
    equal("".join(item.text for item in answer.logprobs), "hello you")
    assert all(value <= 0 for item in answer.logprobs for value in item.logprobs), answer.logprobs


def error_wrong_key(target):
    sdk = client(target, api_key="invalid-key")
    failure = raises(
        cohere.UnauthorizedError,
        lambda: sdk.chat(model=target.model, messages=[{"role": "user", "content": "Hello"}]),
    )
    assert failure.body["message"], failure.body


def error_unknown_model(target):
    for model in ("no-such-model", target.sibling("no-such-model")):
        failure = raises(cohere.NotFoundError, lambda: ask(target, "Hello", model=model))
        assert "no-such-model" in failure.body["message"], failure.body


def error_bad_request(target):
    for call in (
        lambda: ask(target, "Hello", messages=[]),
        lambda: ask(target, "Hello", temperature="hot"),
        lambda: events(target, "Hello", messages=[]),
    ):
        failure = raises(cohere.BadRequestError, call)
        assert failure.body["message"], failure.body


def error_rate_limit(target):
    for call in (ask, events):
        failure = raises(
            cohere.TooManyRequestsError, lambda: call(target, "Hello", model=target.behaving("fault=429"))
        )
        assert failure.body["message"], failure.body


def error_in_stream(target):
    if target.direct:
        raise Unsupported("A stream that is cut ends in an error of the connection, where no gateway is between")
    received = events(target, "Talk.", model=target.behaving("tokens=60", "fault=cut@20"))
    assert text_in(received), received
    equal((received[-1].type, received[-1].delta.finish_reason), ("message-end", "ERROR"))
    assert received[-1].delta.error, received[-1]


if __name__ == "__main__":
    run(
        "cohere-python",
        cohere.__version__,
        [
            models_list,
            plain,
            asynchronous,
            stream,
            usage,
            stream_usage,
            multi_turn,
            parallel_tools,
            stream_tools,
            tool_choice,
            tool_results,
            image,
            documents,
            json_schema,
            stop_sequence,
            max_tokens,
            logprobs,
            error_wrong_key,
            error_unknown_model,
            error_bad_request,
            error_rate_limit,
            error_in_stream,
        ],
    )
