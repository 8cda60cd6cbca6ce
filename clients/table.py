"""The tables of SDK × upstream × feature, from the result files: one for each API, its languages side by side."""

import json

SIGNS = {"ok": "✓", "unsupported": "–", "failed": "✗"}
NO_FEATURE = "·"
UPSTREAMS = ["openai", "responses", "anthropic", "gemini", "cohere", "sim"]
LANGUAGES = ["python", "node", "java"]
TITLES = {
    "openai": "OpenAI's SDKs: Chat Completions, and what is beside chat",
    "openai-responses": "OpenAI's SDKs: Responses",
    "anthropic": "Anthropic's SDKs: Messages",
    "google-genai": "Google's Gen AI SDKs",
    "cohere": "Cohere's SDK",
    "mistral": "Mistral's SDK",
    "boto3": "Amazon's SDK, Bedrock Converse",
}
INTRODUCTION = """# The official SDKs against Weir

Written by `clients/run.py table --write` from the result files of `./weir test`; how the suites work is in
[testing.md](testing.md).

One table for each API. A column is an upstream, by the dialect that Weir speaks to it: OpenAI Chat, OpenAI Responses,
Anthropic Messages, Gemini, Cohere; `sim` is the simulator itself, with no gateway between. A sign stands for each
language, in the order of the line above the table: ✓ works · – the upstream's dialect cannot express it, and the answer
says so · ✗ fails · a dot: not a feature of this suite.
"""


def families(files):
    """Of each API: its title, its lines, its SDKs with their versions, and the upstreams that they went to."""
    lines = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    names = {line["sdk"].rpartition("-")[0] for line in lines}
    for name in [*(name for name in TITLES if name in names), *sorted(names - set(TITLES))]:
        chosen = [line for line in lines if line["sdk"].rpartition("-")[0] == name]
        versions = {line["sdk"].rpartition("-")[2]: line["version"] for line in chosen}
        languages = [language for language in LANGUAGES if language in versions]
        gone_to = {line["upstream"] for line in chosen}
        upstreams = [upstream for upstream in UPSTREAMS if upstream in gone_to] + sorted(gone_to - set(UPSTREAMS))
        sdks = {f"{name}-{language}": f"{language.capitalize()} {versions[language]}" for language in languages}
        # The order of a suite, whichever upstream was the quickest.
        chosen.sort(key=lambda line: (list(sdks).index(line["sdk"]), upstreams.index(line["upstream"])))
        yield TITLES.get(name, name), chosen, sdks, upstreams


def rows(lines, sdks, upstreams):
    """A feature, and a cell for each upstream with a sign for each SDK."""
    features = dict.fromkeys(line["feature"] for line in lines)
    found = {(line["feature"], line["upstream"], line["sdk"]): SIGNS[line["outcome"]] for line in lines}
    # An error or a cancellation is read last, wherever a suite has it.
    last = [feature for feature in features if feature.startswith(("error-", "cancel-"))]
    for feature in [feature for feature in features if feature not in last] + last:
        yield [feature, *("".join(found.get((feature, to, sdk), NO_FEATURE) for sdk in sdks) for to in upstreams)]


def notes(lines, outcomes):
    """The reasons of what is not simply fine, each once."""
    return dict.fromkeys(
        f"{line['feature']} → {line['upstream']}: {line['detail'].strip().splitlines()[0]}"
        for line in lines
        if line["outcome"] in outcomes
    )


def show(files):
    """Prints the tables, and the reason of everything that is not simply fine."""
    for title, lines, sdks, upstreams in families(files):
        print(f"\n{title} ({', '.join(sdks.values())})\n")
        print(f"  {'':28}" + "".join(f"{upstream:^11}" for upstream in upstreams))
        for feature, *cells in rows(lines, sdks, upstreams):
            print(f"  {feature:28}" + "".join(f"{cell:^11}" for cell in cells).rstrip())
        for note in notes(lines, ("unsupported",)):
            print(f"  – {note}")
        for line in lines:
            if line["outcome"] == "failed":
                print(f"  ✗ {line['sdk']} → {line['upstream']} {line['feature']}: {line['detail']}")


def write(files, document):
    """Writes the tables as Markdown."""
    parts = [INTRODUCTION]
    for title, lines, sdks, upstreams in families(files):
        parts.append(f"## {title}\n\n{' · '.join(sdks.values())}\n")
        parts.append("| | " + " | ".join(upstreams) + " |")
        parts.append("|---|" + ":-:|" * len(upstreams))
        parts.extend("| " + " | ".join(row) + " |" for row in rows(lines, sdks, upstreams))
        reasons = "\n".join(f"- {note}." for note in notes(lines, ("unsupported", "failed")))
        parts.append(f"\n{reasons}\n" if reasons else "")
    document.parent.mkdir(exist_ok=True)
    document.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")
