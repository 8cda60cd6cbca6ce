"""Mistral's official SDK, pointed at the gateway's Chat Completions."""

import base64
import importlib.metadata
import json

from mistralai.client import Mistral
from mistralai.client.errors.mistralerror import MistralError

from harness import PNG, equal, kept, marker, run

SAID = "Water finds its way. Übrigens: 水 🌊."
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": name,
            "description": f"Tells the {name} of a city.",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
        },
    }
    for name in ("weather", "time")
]
TWO_CALLS = '[[call: weather {"city": "Paris"}]] [[call: time {"city": "São Paulo"}]]'


@kept
def client(target, **options):
    return Mistral(**({"api_key": target.key, "server_url": target.url, "timeout_ms": 20_000} | options))


def request(target, content, **options):
    return {"model": target.model, "messages": [{"role": "user", "content": content}]} | options


def ask(target, content, **options):
    return client(target).chat.complete(**request(target, content, **options))


def chunks(target, content, **options):
    with client(target).chat.stream(**request(target, content, **options)) as stream:
        return [event.data for event in stream]


def text_of(received):
    return "".join(chunk.choices[0].delta.content or "" for chunk in received if chunk.choices)


def check_calls(calls):
    equal([call.function.name for call in calls], ["weather", "time"])
    equal([json.loads(call.function.arguments) for call in calls], [{"city": "Paris"}, {"city": "São Paulo"}])


def plain(target):
    answer = ask(target, f"[[say: {SAID}]]")
    equal(answer.choices[0].message.content, SAID)
    equal(answer.choices[0].finish_reason, "stop")
    assert answer.id and answer.created > 0 and answer.model


def stream(target):
    received = chunks(target, f"[[say: {SAID}]]")
    equal(text_of(received), SAID)
    equal([chunk.choices[0].finish_reason for chunk in received if chunk.choices][-1], "stop")


def usage(target):
    used = ask(target, f"[[say: {SAID}]]").usage
    equal(used.total_tokens, used.prompt_tokens + used.completion_tokens)
    assert used.prompt_tokens > 0 and used.completion_tokens > 0, used


def multi_turn(target):
    mark = marker()
    messages = [
        {"role": "system", "content": f"Answer briefly. {mark}-system"},
        {"role": "user", "content": f"{mark}-first"},
        {"role": "assistant", "content": f"{mark}-answer"},
        {"role": "user", "content": f"{mark}-second [[say: second]]"},
    ]
    answer = client(target).chat.complete(model=target.model, messages=messages)
    equal(answer.choices[0].message.content, "second")
    sent = target.requests_with(mark)[-1]["body"]
    assert all(f"{mark}-{part}" in sent for part in ("system", "first", "answer", "second")), "a turn is missing"


def parallel_tools(target):
    answer = ask(target, TWO_CALLS, tools=TOOLS)
    equal(answer.choices[0].finish_reason, "tool_calls")
    check_calls(answer.choices[0].message.tool_calls)


def tool_results(target):
    sdk = client(target)
    messages = [{"role": "user", "content": TWO_CALLS}]
    first = sdk.chat.complete(model=target.model, messages=messages, tools=TOOLS).choices[0].message
    messages.append(first)
    results = {"weather": '{"sky": "rain-1"}', "time": "noon-2"}
    for call in first.tool_calls:
        messages.append(
            {
                "role": "tool",
                "name": call.function.name,
                "tool_call_id": call.id,
                "content": results[call.function.name],
            }
        )
    content = sdk.chat.complete(model=target.model, messages=messages, tools=TOOLS).choices[0].message.content
    assert "rain-1" in content and "noon-2" in content, content


def image(target):
    part = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}}
    content = ask(target, [{"type": "text", "text": "What is this?"}, part]).choices[0].message.content
    assert f"image/png {len(base64.b64decode(PNG))} bytes" in content, content


def json_schema(target):
    schema = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "kilometres": {"type": "integer"}},
        "required": ["name", "kilometres"],
        "additionalProperties": False,
    }
    form = {"type": "json_schema", "json_schema": {"name": "river", "schema": schema, "strict": True}}
    parsed = json.loads(ask(target, "Describe a river.", response_format=form).choices[0].message.content)
    assert isinstance(parsed["name"], str) and isinstance(parsed["kilometres"], int), parsed


def max_tokens(target):
    answer = ask(target, "Talk.", model=target.behaving("tokens=60"), max_tokens=16)
    equal(answer.choices[0].finish_reason, "length")


def refused(target, call, status):
    failure = None
    try:
        call()
    except MistralError as wrong:
        failure = wrong
    assert failure is not None, "no error"
    equal(failure.status_code, status)
    assert json.loads(failure.body), failure.body
    return failure


def error_wrong_key(target):
    refused(target, lambda: client(target, api_key="invalid-key").chat.complete(**request(target, "Hello")), 401)


def error_unknown_model(target):
    refused(target, lambda: ask(target, "Hello", model="no-such-model"), 404)


def error_rate_limit(target):
    refused(target, lambda: ask(target, "Hello", model=target.behaving("fault=429")), 429)
    refused(target, lambda: chunks(target, "Hello", model=target.behaving("fault=429")), 429)


def error_in_stream(target):
    for fault in ("error-event@20", "cut@20", "truncate@20"):
        received = []

        def read():
            model = target.behaving("tokens=60", "tps=400", f"fault={fault}")
            with client(target).chat.stream(**request(target, "Hello", model=model)) as stream:
                for event in stream:
                    received.append(event.data)

        try:
            read()
        except Exception:  # noqa: BLE001 - which class it is, is the SDK's affair
            pass
        else:
            raise AssertionError(f"{fault}: no error was raised")
        assert not any(chunk.choices and chunk.choices[0].finish_reason for chunk in received), "it looks complete"


if __name__ == "__main__":
    run(
        "mistral-python",
        importlib.metadata.version("mistralai"),
        [
            plain,
            stream,
            usage,
            multi_turn,
            parallel_tools,
            tool_results,
            image,
            json_schema,
            max_tokens,
            error_wrong_key,
            error_unknown_model,
            error_rate_limit,
            error_in_stream,
        ],
    )
