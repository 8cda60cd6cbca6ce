"""Features of an SDK, run against upstreams, one result line each.

The environment says where to go (see clients/run.py, which sets it):
SUITE_URL the base URL without version, SUITE_KEY a key that is accepted, SUITE_SIM the simulator's URL,
SUITE_UPSTREAMS name=model pairs separated by blanks, SUITE_RESULTS the file that results are added to.
"""

import functools
import json
import os
import sys
import time
import traceback
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


MAKERS = {
    "openai": "OpenAI Chat",
    "responses": "OpenAI Responses",
    "anthropic": "Anthropic",
    "gemini": "Gemini",
    "cohere": "Cohere",
    "sim": "the simulator",
}


class Unsupported(Exception):
    """The upstream's dialect cannot express the feature, and the answer said so."""


@dataclass(frozen=True)
class Target:
    """One upstream as a suite sees it."""

    url: str
    key: str
    upstream: str
    model: str
    sim: str

    @property
    def direct(self):
        """Whether the SDK talks to the simulator itself, with no gateway between."""
        return self.upstream == "sim"

    @property
    def maker(self):
        """Whose API it is, in a sentence."""
        return MAKERS[self.upstream]

    def lacks(self, headers, pointer, words):
        """Says that the upstream's dialect has no such thing, once the answer's headers have said so."""
        named = (headers or {}).get("x-weir-loss", "")
        assert any(one.startswith(pointer) for one in named.split(",")), f"nothing says that {pointer} was dropped: {named!r}"
        raise Unsupported(f"{self.maker} {words}; x-weir-loss says so")

    def behaving(self, *options):
        """The model's name with options of the simulator, for example `tokens=60`."""
        return "+".join((self.model, *options))

    def sibling(self, name):
        """Another model name at the same provider."""
        provider, slash, _ = self.model.rpartition("/")
        return provider + slash + name

    def requests_with(self, marker):
        """What the simulator received that holds the marker, newest last."""
        with urllib.request.urlopen(f"{self.sim}/sim/requests?last=1000&holding={marker}", timeout=5) as answer:
            return json.load(answer)

    def wait_until_aborted(self, marker, seconds=3.0):
        """Waits until the simulator has seen the client of the marked request go away."""
        deadline = time.monotonic() + seconds
        while True:
            found = self.requests_with(marker)
            if found and all(one["aborted"] for one in found):
                return
            if time.monotonic() > deadline:
                raise AssertionError(f"the provider saw no cancellation within {seconds} s: {found}")
            time.sleep(0.02)


def marker():
    """A word that marks one request."""
    return f"marker-{uuid.uuid4().hex}"


def raises(kind, call):
    """The exception of exactly this kind that the call raises."""
    try:
        call()
    except kind as failure:
        assert type(failure) is kind, f"{type(failure).__name__} instead of {kind.__name__}"
        return failure
    raise AssertionError(f"no {kind.__name__} was raised")


def equal(actual, expected):
    assert actual == expected, f"{actual!r} instead of {expected!r}"


def kept(make):
    """The function that makes a client, so that one without options of its own is made once for an upstream."""
    once = functools.cache(make)
    return lambda target, **options: make(target, **options) if options else once(target)


def run(sdk, version, features):
    """Runs every feature against every upstream, these side by side, writes the results, and ends the process."""
    targets = [
        Target(os.environ["SUITE_URL"], os.environ["SUITE_KEY"], *pair.split("=", 1), os.environ["SUITE_SIM"])
        for pair in os.environ["SUITE_UPSTREAMS"].split()
    ]
    with ThreadPoolExecutor(len(targets)) as pool:
        found = list(pool.map(lambda target: [line(sdk, version, target, one) for one in features], targets))
    found = [one for lines in found for one in lines]
    with open(os.environ["SUITE_RESULTS"], "a", encoding="utf-8") as results:
        results.writelines(json.dumps(one) + "\n" for one in found)
    sys.exit(1 if any(one["outcome"] == "failed" for one in found) else 0)


def line(sdk, version, target, feature):
    """What became of a feature at an upstream."""
    name = feature.__name__.replace("_", "-")
    outcome, detail, began = "ok", "", time.monotonic()
    try:
        feature(target)
    except Unsupported as words:
        outcome, detail = "unsupported", str(words)
    except Exception as failure:
        outcome, detail = "failed", f"{type(failure).__name__}: {failure}"
        print(f"{sdk} {target.upstream} {name}\n{traceback.format_exc()}", file=sys.stderr)
    return {
        "sdk": sdk,
        "version": version,
        "upstream": target.upstream,
        "feature": name,
        "outcome": outcome,
        "detail": detail[:500],
        "seconds": round(time.monotonic() - began, 3),
    }
