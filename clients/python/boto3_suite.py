"""The AWS SDK: Amazon Bedrock's Converse and ConverseStream."""

import base64
import json

import boto3
import botocore.exceptions
from botocore import UNSIGNED
from botocore.config import Config

from harness import PDF, PNG, Unsupported, equal, marker, raises, run

SAID = "Water finds its way. Übrigens: 水 🌊."
TWO_CALLS = '[[call: weather {"city": "Paris"}]] [[call: time {"city": "São Paulo"}]]'
TOOLS = [
    {
        "toolSpec": {
            "name": name,
            "description": f"Tells the {name} of a city.",
            "inputSchema": {
                "json": {
                    "type": "object",
                    "properties": {"city": {"type": "string"}},
                    "required": ["city"],
                }
            },
        }
    }
    for name in ("weather", "time")
]
SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "kilometres": {"type": "integer"}},
    "required": ["name", "kilometres"],
    "additionalProperties": False,
}


def client(target, service="bedrock-runtime", key=None):
    # The SDK sends AWS_BEARER_TOKEN_BEDROCK over TLS alone; here it is put on by hand.
    settings = Config(retries={"total_max_attempts": 1}, read_timeout=20, signature_version=UNSIGNED)
    sdk = boto3.client(service, endpoint_url=target.url, region_name="us-east-1", config=settings)

    def bearer(request, **_):
        request.headers["Authorization"] = f"Bearer {key or target.key}"

    sdk.meta.events.register("before-send", bearer)
    return sdk


def request(target, content, **options):
    blocks = [{"text": content}] if isinstance(content, str) else content
    settings = {"modelId": target.model, "messages": [{"role": "user", "content": blocks}]}
    return settings | options


def ask(target, content, **options):
    return client(target).converse(**request(target, content, **options))


def events(target, content, **options):
    return list(client(target).converse_stream(**request(target, content, **options))["stream"])


def text_of(answer):
    return "".join(block.get("text", "") for block in answer["output"]["message"]["content"])


def text_in(received):
    return "".join(
        event["contentBlockDelta"]["delta"].get("text", "") for event in received if "contentBlockDelta" in event
    )


def calls_of(answer):
    return [block["toolUse"] for block in answer["output"]["message"]["content"] if "toolUse" in block]


def check_usage(counts):
    assert counts["inputTokens"] > 0 and counts["outputTokens"] > 0, counts
    assert counts["totalTokens"] >= counts["inputTokens"] + counts["outputTokens"], counts


def models_list(target):
    listed = client(target, "bedrock").list_foundation_models()["modelSummaries"]
    assert listed and all(model["modelId"] for model in listed), listed


def plain(target):
    answer = ask(target, f"[[say: {SAID}]]")
    equal(text_of(answer), SAID)
    equal((answer["output"]["message"]["role"], answer["stopReason"]), ("assistant", "end_turn"))
    assert answer["ResponseMetadata"]["RequestId"], answer


def stream(target):
    received = events(target, f"[[say: {SAID}]]")
    equal(text_in(received), SAID)
    equal(received[0], {"messageStart": {"role": "assistant"}})
    equal([event["messageStop"]["stopReason"] for event in received if "messageStop" in event], ["end_turn"])


def usage(target):
    check_usage(ask(target, f"[[say: {SAID}]]")["usage"])


def stream_usage(target):
    check_usage(events(target, f"[[say: {SAID}]]")[-1]["metadata"]["usage"])


def multi_turn(target):
    mark = marker()
    messages = [
        {"role": "user", "content": [{"text": f"{mark}-first"}]},
        {"role": "assistant", "content": [{"text": f"{mark}-answer"}]},
        {"role": "user", "content": [{"text": f"{mark}-second [[say: second]]"}]},
    ]
    answer = ask(target, "", messages=messages, system=[{"text": f"Answer briefly. {mark}-system"}])
    equal(text_of(answer), "second")
    sent = target.requests_with(mark)[-1]["body"]
    places = [sent.find(f"{mark}-{part}") for part in ("first", "answer", "second")]
    assert sent.find(f"{mark}-system") >= 0 and -1 not in places, "a turn is missing at the provider"
    equal(places, sorted(places))


def parallel_tools(target):
    answer = ask(target, TWO_CALLS, toolConfig={"tools": TOOLS})
    equal(answer["stopReason"], "tool_use")
    calls = calls_of(answer)
    equal([call["name"] for call in calls], ["weather", "time"])
    equal([call["input"] for call in calls], [{"city": "Paris"}, {"city": "São Paulo"}])
    assert calls[0]["toolUseId"] != calls[1]["toolUseId"], calls


def stream_tools(target):
    received = events(target, TWO_CALLS, toolConfig={"tools": TOOLS})
    begun = [event["contentBlockStart"] for event in received if "contentBlockStart" in event]
    equal([block["start"]["toolUse"]["name"] for block in begun], ["weather", "time"])
    for block, city in zip(begun, ("Paris", "São Paulo")):
        parts = [
            event["contentBlockDelta"]["delta"]["toolUse"]["input"]
            for event in received
            if event.get("contentBlockDelta", {}).get("contentBlockIndex") == block["contentBlockIndex"]
        ]
        equal(json.loads("".join(parts)), {"city": city})
    equal([event["messageStop"]["stopReason"] for event in received if "messageStop" in event], ["tool_use"])


def tool_choice(target):
    config = {"tools": TOOLS, "toolChoice": {"tool": {"name": "time"}}}
    answer = ask(target, "What time is it in Paris?", toolConfig=config)
    equal([call["name"] for call in calls_of(answer)], ["time"])
    answer = ask(target, "What time is it?", toolConfig={"tools": TOOLS[:1], "toolChoice": {"any": {}}})
    equal([call["name"] for call in calls_of(answer)], ["weather"])


def tool_results(target):
    messages = [{"role": "user", "content": [{"text": TWO_CALLS}]}]
    config = {"tools": TOOLS}
    first = ask(target, "", messages=messages, toolConfig=config)
    results = {"weather": [{"text": "rain-1"}], "time": [{"json": {"time": "noon-2"}}]}
    messages.append(first["output"]["message"])
    content = [
        {"toolResult": {"toolUseId": call["toolUseId"], "content": results[call["name"]]}} for call in calls_of(first)
    ]
    messages.append({"role": "user", "content": content})
    answer = ask(target, "", messages=messages, toolConfig=config)
    equal(answer["stopReason"], "end_turn")
    said = text_of(answer)
    assert "rain-1" in said and "noon-2" in said, said
    equal(text_in(events(target, "", messages=messages, toolConfig=config)), said)


def image(target):
    bytes_of = base64.b64decode(PNG)
    blocks = [{"text": "What is this?"}, {"image": {"format": "png", "source": {"bytes": bytes_of}}}]
    said = text_of(ask(target, blocks))
    assert f"image/png {len(bytes_of)} bytes" in said, said


def headers_of(answer):
    return answer["ResponseMetadata"]["HTTPHeaders"]


def document(target):
    mark = marker()
    blocks = [{"text": mark}, {"document": {"format": "pdf", "name": "Notes", "source": {"bytes": PDF}}}]
    answer = ask(target, blocks)
    if target.upstream == "cohere":
        target.lacks(headers_of(answer), "/messages/0", "takes no documents of this kind")
    sent = target.requests_with(mark)[-1]["body"]
    assert base64.b64encode(PDF).decode()[:40] in sent, "the document is missing at the provider"


def json_schema(target):
    form = {"type": "json_schema", "structure": {"jsonSchema": {"schema": json.dumps(SCHEMA), "name": "river"}}}
    said = json.loads(text_of(ask(target, "Describe a river.", outputConfig={"textFormat": form})))
    equal(sorted(said), ["kilometres", "name"])


def stop_sequence(target):
    options = {"inferenceConfig": {"stopSequences": ["HALT"]}}
    answer = ask(target, "[[say: one two HALT three]]", **options)
    if target.upstream == "responses":
        target.lacks(headers_of(answer), "/inferenceConfig/stopSequences", "has no stop sequences")
    equal(text_of(answer).strip(), "one two")
    assert answer["stopReason"] in ("stop_sequence", "end_turn"), answer
    equal(text_in(events(target, "[[say: one two HALT three]]", **options)).strip(), "one two")


def max_tokens(target):
    answer = ask(target, "Talk.", modelId=target.behaving("tokens=60"), inferenceConfig={"maxTokens": 16})
    equal(answer["stopReason"], "max_tokens")
    assert text_of(answer), answer


def thinking(target):
    more = {"thinking": {"type": "enabled", "budget_tokens": 1024}}
    answer = ask(target, "Think.", inferenceConfig={"maxTokens": 4000}, additionalModelRequestFields=more)
    shown = [block for block in answer["output"]["message"]["content"] if "reasoningContent" in block]
    if target.upstream == "openai":
        assert not shown, shown
        raise Unsupported("Chat Completions shows no thoughts; the receipt says that they were asked for")
    assert shown[0]["reasoningContent"]["reasoningText"]["text"], shown
    if target.upstream == "anthropic":
        assert shown[0]["reasoningContent"]["reasoningText"]["signature"], shown


def count_tokens(target):
    messages = [{"role": "user", "content": [{"text": "How long is the Nile?"}]}]
    counted = client(target).count_tokens(modelId=target.model, input={"converse": {"messages": messages}})
    assert counted["inputTokens"] > 0, counted


def failure(target, error, status, call):
    found = raises_one(call)
    equal((found.response["Error"]["Code"], found.response["ResponseMetadata"]["HTTPStatusCode"]), (error, status))
    assert found.response["Error"]["Message"], found.response
    return found


def raises_one(call):
    try:
        call()
    except botocore.exceptions.ClientError as found:
        return found
    raise AssertionError("no error was raised")


def error_wrong_key(target):
    sdk = client(target, key="invalid-key")
    failure(target, "AccessDeniedException", 403, lambda: sdk.converse(**request(target, "Hello")))


def error_unknown_model(target):
    for model in ("no-such-model", target.sibling("no-such-model")):
        found = failure(
            target, "ResourceNotFoundException", 404, lambda: ask(target, "Hello", modelId=model)
        )
        assert "no-such-model" in found.response["Error"]["Message"], found.response


def error_bad_request(target):
    for call in (ask, events):
        failure(target, "ValidationException", 400, lambda: call(target, "Hello", messages=[]))


def error_rate_limit(target):
    for call in (ask, events):
        model = target.behaving("fault=429")
        failure(target, "ThrottlingException", 429, lambda: call(target, "Hello", modelId=model))


def error_in_stream(target):
    received = []
    model = target.behaving("tokens=60", "tps=400", "fault=cut@20")

    def collect():
        for event in client(target).converse_stream(**request(target, "Talk.", modelId=model))["stream"]:
            received.append(event)

    found = raises(botocore.exceptions.EventStreamError, collect)
    assert text_in(received), received
    equal(found.response["Error"]["Code"], "modelStreamErrorException")


def cancel_stream(target):
    mark = marker()
    model = target.behaving("tokens=400", "tps=20")
    answer = client(target).converse_stream(**request(target, f"Talk. {mark}", modelId=model))
    for event in answer["stream"]:
        if "contentBlockDelta" in event:
            break
    answer["stream"].close()
    target.wait_until_aborted(mark)


if __name__ == "__main__":
    run(
        "boto3-python",
        boto3.__version__,
        [
            models_list,
            plain,
            stream,
            usage,
            stream_usage,
            multi_turn,
            parallel_tools,
            stream_tools,
            tool_choice,
            tool_results,
            image,
            document,
            json_schema,
            stop_sequence,
            max_tokens,
            thinking,
            count_tokens,
            error_wrong_key,
            error_unknown_model,
            error_bad_request,
            error_rate_limit,
            error_in_stream,
            cancel_stream,
        ],
    )
