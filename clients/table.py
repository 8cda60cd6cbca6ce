"""The table of SDK × upstream × feature, from the result files."""

import json

SIGNS = {"ok": "✓", "unsupported": "–", "failed": "✗"}
UPSTREAMS = ["openai", "anthropic", "gemini", "cohere", "sim"]
INTRODUCTION = """# The official SDKs against Weir

Written by `clients/run.py table --write` from the result files of `./weir test`; how the suites work is in
[testing.md](testing.md). ✓ works · – the upstream's dialect cannot express it, and the answer says so · ✗ fails ·
empty: not a feature of this SDK's suite.
"""


def columns(lines):
    """The SDK, version and upstream of every column, in a fixed order."""
    order = {"python": 0, "node": 1, "java": 2}
    found = {(line["sdk"], line["version"], line["upstream"]) for line in lines}
    return sorted(found, key=lambda one: (order[one[0].rsplit("-", 1)[1]], one[0], UPSTREAMS.index(one[2])))


def tables(files):
    """Two tables at most: through the gateway, and straight to the simulator; each as rows of cells."""
    lines = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    for title, chosen in (
        ("Through the gateway", [line for line in lines if line["upstream"] != "sim"]),
        ("Straight to the simulator", [line for line in lines if line["upstream"] == "sim"]),
    ):
        if chosen:
            yield title, chosen, columns(chosen)


def rows(lines, heads):
    features = dict.fromkeys(line["feature"] for line in lines)
    outcome = {
        ((line["sdk"], line["version"], line["upstream"]), line["feature"]): SIGNS[line["outcome"]] for line in lines
    }
    # An error or a cancellation is read last, wherever a suite has it.
    last = [feature for feature in features if feature.startswith(("error-", "cancel-"))]
    for feature in [feature for feature in features if feature not in last] + last:
        yield [feature, *(outcome.get((head, feature), "") for head in heads)]


def show(files):
    """Prints the tables, and the reason of everything that is not simply fine."""
    for title, lines, heads in tables(files):
        print(f"\n{title}\n")
        for number, (sdk, version, upstream) in enumerate(heads, 1):
            print(f"  [{number}] {sdk} {version} → {upstream}")
        print()
        for row in rows(lines, heads):
            print(f"  {row[0]:28}" + "".join(f"{cell or ' ':^5}" for cell in row[1:]))
        print(f"  {'':28}" + "".join(f"{f'[{number}]':^5}" for number in range(1, len(heads) + 1)))
        for line in lines:
            if line["outcome"] != "ok":
                print(f"  {SIGNS[line['outcome']]} {line['sdk']} → {line['upstream']} {line['feature']}: {line['detail']}")


def write(files, document):
    """Writes the tables as Markdown."""
    parts = [INTRODUCTION]
    for title, lines, heads in tables(files):
        parts.append(f"## {title}\n")
        parts.append("| | " + " | ".join(f"{sdk} {version}<br>→ {upstream}" for sdk, version, upstream in heads) + " |")
        parts.append("|---|" + ":-:|" * len(heads))
        parts.extend("| " + " | ".join(row) + " |" for row in rows(lines, heads))
        notes = dict.fromkeys(
            f"- {line['feature']} → {line['upstream']}: {line['detail']}."
            for line in lines
            if line["outcome"] == "unsupported"
        )
        parts.append("\n" + "\n".join(notes) + "\n" if notes else "")
    document.parent.mkdir(exist_ok=True)
    document.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")
