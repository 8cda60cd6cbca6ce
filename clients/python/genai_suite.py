"""The official Google Gen AI SDK, generateContent."""

import base64

from google import genai
from google.genai import errors, types
from pydantic import BaseModel

from harness import PDF, PNG, equal, marker, run

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


def api_version_v1beta(target):
    sdk = client(target, api_version="v1beta")
    equal(sdk.models.generate_content(model=target.model, contents=f"[[say: {SAID}]]").text, SAID)


def stream(target):
    received = chunks(target, f"[[say: {SAID}]]")
    equal("".join(chunk.text or "" for chunk in received), SAID)
    reasons = [chunk.candidates[0].finish_reason for chunk in received if chunk.candidates]
    equal([reason for reason in reasons if reason], [types.FinishReason.STOP])
    equal(len({chunk.response_id for chunk in received}), 1)


def chat(target):
    sdk = client(target)
    conversation = sdk.chats.create(model=target.model)
    equal(conversation.send_message("[[say: first]]").text, "first")
    equal("".join(chunk.text or "" for chunk in conversation.send_message_stream("[[say: second]]")), "second")
    equal(len(conversation.get_history()), 4)


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
    assert [part for part in answer.candidates[0].content.parts if part.thought], answer
    assert answer.usage_metadata.thoughts_token_count > 0, answer.usage_metadata
    equal(answer.text, SAID)


def parallel_tools(target):
    check_calls(ask(target, TWO_CALLS, tools=TOOLS).function_calls)


def stream_tools(target):
    check_calls([call for chunk in chunks(target, TWO_CALLS, tools=TOOLS) for call in chunk.function_calls or []])


def tool_results(target):
    first = ask(target, TWO_CALLS, tools=TOOLS)
    results = [
        types.Part(
            function_response=types.FunctionResponse(
                id=call.id, name=call.name, response={"result": f"result-{call.name}"}
            )
        )
        for call in first.function_calls
    ]
    question = types.Content(role="user", parts=[types.Part(text=TWO_CALLS)])
    contents = [question, first.candidates[0].content, types.Content(role="user", parts=results)]
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
    answer = ask(target, ["Read.", types.Part.from_bytes(data=PDF, mime_type="application/pdf")]).text
    assert f"application/pdf {len(PDF)} bytes" in answer, answer


class River(BaseModel):
    name: str
    kilometres: int
    countries: list[str]


def json_schema(target):
    answer = ask(target, "Describe a river.", response_mime_type="application/json", response_schema=River)
    assert isinstance(answer.parsed, River), answer


def stop_sequence(target):
    answer = ask(target, "[[say: one two HALT three]]", stop_sequences=["HALT"])
    equal(answer.text.strip(), "one two")
    equal(answer.candidates[0].finish_reason, types.FinishReason.STOP)


def max_tokens(target):
    answer = ask(target, "Talk.", model=target.behaving("tokens=60"), max_output_tokens=10)
    equal(answer.candidates[0].finish_reason, types.FinishReason.MAX_TOKENS)


def choices(target):
    equal(len(ask(target, "[[say: Choose.]]", candidate_count=2).candidates), 2)


def error_wrong_key(target):
    sdk = genai.Client(api_key="invalid-key", http_options=types.HttpOptions(base_url=target.url))
    failure = failure_of(
        errors.ClientError, lambda: sdk.models.generate_content(model=target.model, contents="Hello")
    )
    equal((failure.code, failure.status), (400, "INVALID_ARGUMENT"))


def error_unknown_model(target):
    failure = failure_of(errors.ClientError, lambda: ask(target, "Hello", model="no-such-model"))
    equal((failure.code, failure.status), (404, "NOT_FOUND"))


def error_bad_request(target):
    failure = failure_of(errors.ClientError, lambda: ask(target, "Hello", temperature=99))
    equal((failure.code, failure.status), (400, "INVALID_ARGUMENT"))


def error_rate_limit(target):
    failure = failure_of(errors.ClientError, lambda: ask(target, "Hello", model=target.behaving("fault=429")))
    equal((failure.code, failure.status), (429, "RESOURCE_EXHAUSTED"))


def error_overloaded(target):
    failure = failure_of(errors.ServerError, lambda: ask(target, "Hello", model=target.behaving("fault=503")))
    equal((failure.code, failure.status), (503, "UNAVAILABLE"))


def error_in_stream(target):
    model = target.behaving("tokens=60", "fault=error-event@20")
    failure_of(errors.ServerError, lambda: chunks(target, "Hello", model=model))


def cancel_stream(target):
    mark = marker()
    sdk = client(target)
    stream = sdk.models.generate_content_stream(model=target.behaving("tokens=400", "tps=20"), contents=mark)
    for _ in range(3):
        next(stream)
    stream.close()
    sdk.close()
    target.wait_until_aborted(mark)


if __name__ == "__main__":
    run(
        "google-genai-python",
        genai.__version__,
        [
            models_list,
            plain,
            api_version_v1beta,
            stream,
            chat,
            usage,
            count_tokens,
            thinking,
            parallel_tools,
            stream_tools,
            tool_results,
            automatic_function_calling,
            image,
            document,
            json_schema,
            stop_sequence,
            max_tokens,
            choices,
            error_wrong_key,
            error_unknown_model,
            error_bad_request,
            error_rate_limit,
            error_overloaded,
            error_in_stream,
            cancel_stream,
        ],
    )
