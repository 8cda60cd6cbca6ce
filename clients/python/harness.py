"""Features of an SDK, run against upstreams, one result line each.

The environment says where to go (see clients/run.py, which sets it):
SUITE_URL the base URL without version, SUITE_KEY a key that is accepted, SUITE_SIM the simulator's URL,
SUITE_UPSTREAMS name=model pairs separated by blanks, SUITE_RESULTS the file that results are added to.
"""

import json
import os
import sys
import time
import traceback
import urllib.request
import uuid
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

    def behaving(self, *options):
        """The model's name with options of the simulator, for example `tokens=60`."""
        return "+".join((self.model, *options))

    def sibling(self, name):
        """Another model name at the same provider."""
        provider, slash, _ = self.model.rpartition("/")
        return provider + slash + name

    def requests_with(self, marker):
        """What the simulator received that holds the marker, newest last."""
        with urllib.request.urlopen(f"{self.sim}/sim/requests?last=100", timeout=5) as answer:
            received = json.load(answer)
        return [one for one in received if marker in one["body"]]

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


def run(sdk, version, features):
    """Runs every feature against every upstream, writes the results, and ends the process."""
    failed = 0
    with open(os.environ["SUITE_RESULTS"], "a", encoding="utf-8") as results:
        for pair in os.environ["SUITE_UPSTREAMS"].split():
            upstream, _, model = pair.partition("=")
            target = Target(
                os.environ["SUITE_URL"], os.environ["SUITE_KEY"], upstream, model, os.environ["SUITE_SIM"]
            )
            for feature in features:
                name = feature.__name__.replace("_", "-")
                outcome, detail, began = "ok", "", time.monotonic()
                try:
                    feature(target)
                except Unsupported as words:
                    outcome, detail = "unsupported", str(words)
                except Exception as failure:
                    outcome, detail = "failed", f"{type(failure).__name__}: {failure}"
                    failed += 1
                    print(f"{sdk} {upstream} {name}", file=sys.stderr)
                    traceback.print_exc()
                line = {
                    "sdk": sdk,
                    "version": version,
                    "upstream": upstream,
                    "feature": name,
                    "outcome": outcome,
                    "detail": detail[:500],
                    "seconds": round(time.monotonic() - began, 3),
                }
                results.write(json.dumps(line) + "\n")
                results.flush()
    sys.exit(1 if failed else 0)
