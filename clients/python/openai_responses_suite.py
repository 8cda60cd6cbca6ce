"""The official OpenAI SDK, Responses."""

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
        "name": name,
        "description": f"Tells the {name} of a city.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
            "additionalProperties": False,
        },
        "strict": True,
    }
    for name in ("weather", "time")
]
TWO_CALLS = '[[call: weather {"city": "Paris"}]] [[call: time {"city": "São Paulo"}]]'


@kept
def client(target, **options):
    settings = {"api_key": target.key, "base_url": f"{target.url}/v1", "timeout": 20, "max_retries": 0}
    return OpenAI(**(settings | options))


def ask(target, content, **options):
    return client(target).responses.create(**({"model": target.model, "input": content} | options))


def events(target, content, **options):
    with ask(target, content, stream=True, **options) as stream:
        return list(stream)


def check_usage(usage):
    assert usage is not None, "no usage"
    assert usage.input_tokens > 0 and usage.output_tokens > 0, usage
    equal(usage.total_tokens, usage.input_tokens + usage.output_tokens)


def calls_of(response):
    return [item for item in response.output if item.type == "function_call"]


def check_calls(calls):
    equal([call.name for call in calls], ["weather", "time"])
    equal([json.loads(call.arguments) for call in calls], [{"city": "Paris"}, {"city": "São Paulo"}])
    assert calls[0].call_id and calls[1].call_id and calls[0].call_id != calls[1].call_id, "the same ids"


def plain(target):
    answer = ask(target, f"[[say: {SAID}]]")
    equal((answer.object, answer.status), ("response", "completed"))
    equal(answer.output_text, SAID)
    equal([item.type for item in answer.output], ["message"])
    equal(answer.output[0].role, "assistant")
    assert answer.id and answer.created_at > 0 and answer.model


def asynchronous(target):
    async def both():
        async with AsyncOpenAI(api_key=target.key, base_url=f"{target.url}/v1", max_retries=0, timeout=20) as sdk:
            answer = await sdk.responses.create(model=target.model, input=f"[[say: {SAID}]]")
            stream = await sdk.responses.create(model=target.model, input=f"[[say: {SAID}]]", stream=True)
            received = [event async for event in stream]
            deltas = [event.delta for event in received if event.type == "response.output_text.delta"]
            return answer.output_text, "".join(deltas)

    equal(asyncio.run(both()), (SAID, SAID))


def stream(target):
    received = events(target, f"[[say: {SAID}]]")
    equal(received[0].type, "response.created")
    equal(received[-1].type, "response.completed")
    equal("".join(event.delta for event in received if event.type == "response.output_text.delta"), SAID)
    equal([event.text for event in received if event.type == "response.output_text.done"], [SAID])
    equal([event.sequence_number for event in received], list(range(len(received))))
    equal(received[-1].response.output_text, SAID)
    check_usage(received[-1].response.usage)


def stream_helper(target):
    with client(target).responses.stream(model=target.model, input=f"[[say: {SAID}]]") as stream:
        received = list(stream)
        final = stream.get_final_response()
    equal("".join(event.delta for event in received if event.type == "response.output_text.delta"), SAID)
    equal(final.output_text, SAID)


def usage(target):
    check_usage(ask(target, f"[[say: {SAID}]]").usage)


def multi_turn(target):
    mark = marker()
    turns = [
        {"role": "user", "content": f"{mark}-first"},
        {"role": "assistant", "content": f"{mark}-answer"},
        {"role": "user", "content": [{"type": "input_text", "text": f"{mark}-second [[say: second]]"}]},
    ]
    equal(ask(target, turns, instructions=f"Answer briefly. {mark}-system").output_text, "second")
    sent = target.requests_with(mark)[-1]["body"]
    places = [sent.find(f"{mark}-{part}") for part in ("first", "answer", "second")]
    assert sent.find(f"{mark}-system") >= 0 and -1 not in places, "a turn is missing at the provider"
    equal(places, sorted(places))


def parallel_tools(target):
    check_calls(calls_of(ask(target, TWO_CALLS, tools=TOOLS)))


def stream_tools(target):
    received = events(target, TWO_CALLS, tools=TOOLS)
    check_calls([event.item for event in received if event.type == "response.output_item.done"
                 and event.item.type == "function_call"])
    check_calls(calls_of(received[-1].response))
    deltas = "".join(event.delta for event in received if event.type == "response.function_call_arguments.delta")
    assert "Paris" in deltas and "São Paulo" in deltas, deltas


def stream_helper_tools(target):
    with client(target).responses.stream(model=target.model, input=TWO_CALLS, tools=TOOLS) as stream:
        done = [event for event in stream if event.type == "response.function_call_arguments.done"]
        final = stream.get_final_response()
    equal(len(done), 2)
    check_calls(calls_of(final))


def tool_choice(target):
    answer = ask(target, "What time is it?", tools=TOOLS, tool_choice={"type": "function", "name": "time"})
    equal([call.name for call in calls_of(answer)], ["time"])
    assert not calls_of(ask(target, TWO_CALLS, tools=TOOLS, tool_choice="none")), "a call in spite of none"


def outputs(calls):
    results = {"weather": '{"sky": "rain-1"}', "time": "noon-2"}
    return [
        {"type": "function_call_output", "call_id": call.call_id, "output": results[call.name]} for call in calls
    ]


def tool_results(target):
    first = ask(target, TWO_CALLS, tools=TOOLS)
    turns = [{"role": "user", "content": TWO_CALLS}]
    turns += [item.model_dump(exclude_none=True) for item in first.output]
    turns += outputs(calls_of(first))
    answer = ask(target, turns, tools=TOOLS)
    assert "rain-1" in answer.output_text and "noon-2" in answer.output_text, answer.output_text
    equal(events(target, turns, tools=TOOLS)[-1].response.output_text, answer.output_text)


def previous_response(target):
    # The simulator gives the same conversation the same id, at whichever provider.
    first = ask(target, f"{TWO_CALLS} {marker()}", tools=TOOLS)
    answer = ask(target, outputs(calls_of(first)), tools=TOOLS, previous_response_id=first.id)
    assert "rain-1" in answer.output_text and "noon-2" in answer.output_text, answer.output_text


def conversation(target):
    if target.upstream == "sim":
        raise Unsupported("the simulator keeps no conversations")
    talks = client(target).conversations
    talk = talks.create(metadata={"for": "a check"}, items=[{"role": "user", "content": "[[echo]] rain-1"}])
    equal((talk.object, talk.metadata), ("conversation", {"for": "a check"}))
    ask(target, f"[[say: {SAID}]]", conversation=talk.id)
    kept = list(talks.items.list(talk.id, order="asc"))
    equal([item.role for item in kept if item.type == "message"], ["user", "user", "assistant"])
    equal(kept[-1].content[0].text, SAID)
    equal(talks.items.retrieve(kept[0].id, conversation_id=talk.id).content[0].text, "[[echo]] rain-1")
    more = talks.items.create(talk.id, items=[{"role": "user", "content": "More."}])
    equal(talks.items.delete(more.data[0].id, conversation_id=talk.id).id, talk.id)
    equal(talks.update(talk.id, metadata={"for": "two"}).metadata, {"for": "two"})
    equal(talks.delete(talk.id).deleted, True)
    raises(openai.NotFoundError, lambda: talks.retrieve(talk.id))


def thinking_tools(target):
    options = {
        "model": f"{target.model}-thinking",
        "tools": TOOLS,
        "reasoning": {"effort": "low", "summary": "auto"},
        "include": ["reasoning.encrypted_content"],
        "store": False,
    }
    first = ask(target, TWO_CALLS, **options)
    reasoning = [item for item in first.output if item.type == "reasoning"]
    assert reasoning, first.output
    check_calls(calls_of(first))
    turns = [{"role": "user", "content": TWO_CALLS}]
    turns += [item.model_dump(exclude_none=True) for item in first.output]
    turns += outputs(calls_of(first))
    answer = ask(target, turns, **options)
    assert "rain-1" in answer.output_text, answer.output_text


def image(target):
    part = {"type": "input_image", "detail": "auto", "image_url": f"data:image/png;base64,{PNG}"}
    turn = {"role": "user", "content": [{"type": "input_text", "text": "What is this?"}, part]}
    expected = f"image/png {len(base64.b64decode(PNG))} bytes"
    answer = ask(target, [turn]).output_text
    assert expected in answer, answer


def document(target):
    data = base64.b64encode(PDF).decode()
    part = {"type": "input_file", "filename": "page.pdf", "file_data": f"data:application/pdf;base64,{data}"}
    turn = {"role": "user", "content": [{"type": "input_text", "text": "Read this."}, part]}
    raw = client(target).responses.with_raw_response.create(model=target.model, input=[turn])
    if target.upstream == "cohere":
        target.lacks(raw.headers, "/input/0/content/1", "takes no documents of this kind")
    answer = raw.parse().output_text
    assert f"application/pdf {len(PDF)} bytes" in answer, answer


class River(BaseModel):
    name: str
    kilometres: int
    countries: list[str]


def json_schema(target):
    sdk = client(target)
    answer = sdk.responses.parse(model=target.model, input="Describe a river.", text_format=River)
    assert isinstance(answer.output_parsed, River), answer
    with sdk.responses.stream(model=target.model, input="Describe a river.", text_format=River) as stream:
        final = stream.get_final_response()
    assert isinstance(final.output_parsed, River), final


def max_tokens(target):
    answer = ask(target, "Talk.", model=target.behaving("tokens=60"), max_output_tokens=16)
    equal((answer.status, answer.incomplete_details.reason), ("incomplete", "max_output_tokens"))
    assert answer.usage.output_tokens <= 16 and answer.output_text, answer


def refusal(target):
    answer = ask(target, "[[refuse]]")
    if target.upstream == "cohere":
        assert answer.output_text, answer
        raise Unsupported("Cohere does not mark a refusal")
    refused = [part for item in answer.output if item.type == "message" for part in item.content
               if part.type == "refusal"]
    assert refused or answer.status == "incomplete", answer


def error_wrong_key(target):
    sdk = client(target, api_key="invalid-key")
    failure = raises(openai.AuthenticationError, lambda: sdk.responses.create(model=target.model, input="Hello"))
    equal((failure.status_code, failure.code), (401, "invalid_api_key"))


def error_unknown_model(target):
    for model in ("no-such-model", target.sibling("no-such-model")):
        failure = raises(openai.NotFoundError, lambda: ask(target, "Hello", model=model))
        equal((failure.status_code, failure.code), (404, "model_not_found"))


def error_bad_request(target):
    for call in (
        lambda: ask(target, "Hello", temperature="hot"),
        lambda: ask(target, [{"role": "wizard", "content": "Hello"}]),
        lambda: ask(target, [{"role": "wizard", "content": "Hello"}], stream=True),
    ):
        failure = raises(openai.BadRequestError, call)
        equal((failure.status_code, failure.type), (400, "invalid_request_error"))


def error_rate_limit(target):
    for options in ({}, {"stream": True}):
        model = target.behaving("fault=429")
        equal(raises(openai.RateLimitError, lambda: ask(target, "Hello", model=model, **options)).status_code, 429)


def error_overloaded(target):
    model = target.behaving("fault=503")
    failure = raises(openai.InternalServerError, lambda: ask(target, "Hello", model=model))
    assert failure.status_code in (502, 503), failure.status_code


def error_context_length(target):
    model = target.behaving("fault=context-length")
    failure = raises(openai.BadRequestError, lambda: ask(target, "Hello", model=model))
    equal((failure.status_code, failure.code), (400, "context_length_exceeded"))


def error_in_stream(target):
    for fault in ("error-event@20",) if target.direct else ("error-event@20", "cut@20", "truncate@20"):
        received = []

        def read():
            for event in ask(target, "Hello", model=target.behaving("tokens=60", "tps=400", f"fault={fault}"), stream=True):
                received.append(event)

        raises(openai.APIError, read)
        types = [event.type for event in received]
        assert "response.output_text.delta" in types, "nothing came before the error"
        assert "response.completed" not in types, "it looks complete"


def cancel_stream(target):
    mark = marker()
    stream = ask(target, f"{mark} Talk.", model=target.behaving("tokens=400", "tps=20"), stream=True)
    for number, _ in enumerate(stream):
        if number == 8:
            break
    stream.close()
    target.wait_until_aborted(mark)


def cancel_before_first_token(target):
    sdk = client(target, timeout=0.7)
    for streamed in (False, True):
        mark = marker()
        request = {"model": target.behaving("ttft=20s"), "input": mark}
        raises(openai.APITimeoutError, lambda: list(sdk.responses.create(**request, stream=streamed)))
        target.wait_until_aborted(mark)


if __name__ == "__main__":
    run(
        "openai-responses-python",
        openai.__version__,
        [
            plain,
            asynchronous,
            stream,
            stream_helper,
            usage,
            multi_turn,
            parallel_tools,
            stream_tools,
            stream_helper_tools,
            tool_choice,
            tool_results,
            previous_response,
            conversation,
            thinking_tools,
            image,
            document,
            json_schema,
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
