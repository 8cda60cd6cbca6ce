#!/usr/bin/env python3
"""Runs the official SDKs against a gateway that it starts, or against the simulator itself.

  clients/run.py gateway python                     the SDKs for Python through the gateway, to every upstream
  clients/run.py gateway node --upstream anthropic  one upstream
  clients/run.py direct node                        openai, anthropic and google-genai against ./weir sim
  clients/run.py readme                             the README's commands and snippets, word by word
  clients/run.py table                              what the last runs showed
  clients/run.py table --write                      ... written to docs/clients.md

Result files (JSON lines) and logs are in clients/results/. Everything that is started listens on 127.0.0.1
and is stopped at the end. Exit code 3 says that what a suite needs could not be had.
"""

import argparse
import concurrent.futures
import contextlib
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import readme
from table import show, write

CLIENTS = Path(__file__).resolve().parent
ROOT = CLIENTS.parent
RESULTS = CLIENTS / "results"
KEY = "weir-clients-key"
MODELS = {
    "openai": "openai/gpt-sim",
    "responses": "responses/gpt-sim",
    "anthropic": "anthropic/claude-sim",
    "gemini": "google/gemini-sim",
    "cohere": "cohere/command-sim",
}
# The suites of what is beside chat name their models themselves: they are told the providers alone. Those for Java, one
# process, are told both.
BESIDE = {"openai": "openai", "gemini": "google", "cohere": "cohere"}
SUITES = {
    ("gateway", "python"): [
        "openai_suite.py",
        "openai_responses_suite.py",
        "anthropic_suite.py",
        "genai_suite.py",
        "mistral_suite.py",
        "cohere_suite.py",
        "boto3_suite.py",
        "endpoints_openai.py",
        "endpoints_genai.py",
        "endpoints_mistral.py",
        "endpoints_cohere.py",
    ],
    ("gateway", "node"): [
        "openai_suite.mjs",
        "openai_responses_suite.mjs",
        "anthropic_suite.mjs",
        "genai_suite.mjs",
        "endpoints_openai.mjs",
        "endpoints_genai.mjs",
    ],
    ("gateway", "java"): ["maven"],
    ("direct", "python"): [
        "openai_suite.py",
        "openai_responses_suite.py",
        "anthropic_suite.py",
        "genai_suite.py",
        "cohere_suite.py",
        "endpoints_openai.py",
        "endpoints_genai.py",
        "endpoints_cohere.py",
    ],
    ("direct", "node"): [
        "openai_suite.mjs",
        "openai_responses_suite.mjs",
        "anthropic_suite.mjs",
        "genai_suite.mjs",
        "endpoints_openai.mjs",
        "endpoints_genai.mjs",
    ],
    ("direct", "java"): ["maven"],
}
DIRECT_MODELS = {
    "openai": "gpt-sim",
    "anthropic": "claude-sim",
    "genai": "gemini-sim",
    "cohere": "command-sim",
    "endpoints": "",
}
START_SECONDS = 60
SUITE_SECONDS = 300
SIDE_BY_SIDE = 2


class CannotRun(Exception):
    """What a suite needs could not be had."""


def environment(**more):
    """This environment without other people's keys, gateways and proxies."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.endswith(("_API_KEY", "_BASE_URL")) and not name.startswith("AWS_") and not name.lower().endswith("_proxy")
    }
    return kept | {"NO_PROXY": "127.0.0.1"} | more


def java_home():
    """The JDK 25 that the launcher would use."""
    script = 'root=$1; . "$root/tools/build.sh"; find_jdk; printf %s "$JAVA_HOME"'
    found = subprocess.run(["bash", "-c", script, "bash", ROOT], capture_output=True, text=True)
    if found.returncode != 0:
        raise CannotRun(found.stderr.strip())
    return found.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def started(name, log, ready, *arguments):
    """A ./weir process that answers at `ready`, until the block ends."""
    with open(log, "wb") as output:
        process = subprocess.Popen(
            [ROOT / "weir", *arguments], stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment()
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(ready):
            if process.poll() is not None or time.monotonic() > deadline:
                state = "ended" if process.poll() is not None else f"did not answer at {ready} in {START_SECONDS} s"
                raise SystemExit(f"{name} {state}; its output:\n{Path(log).read_text(errors='replace')[-3000:]}")
            time.sleep(0.05)
        yield
        if process.poll() is not None:
            raise SystemExit(f"{name} ended with {process.returncode} while the suites ran, see {log}")
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise SystemExit(f"{name} did not stop within 15 s of SIGTERM, see {log}") from None


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def configuration(folder, sim, port, admin):
    """The gateway's configuration: the built-in rows of the providers, moved to the simulator."""
    file = Path(folder) / "weir.yaml"
    file.write_text(
        f"""listen: 127.0.0.1:{port}
admin: {{ listen: 127.0.0.1:{admin} }}
data: {folder}/data
providers:
  openai: {{ url: {sim}/v1, key: sim-openai-key }}
  responses: {{ like: openai, url: {{ openai-responses: "{sim}/v1" }}, key: sim-responses-key }}
  anthropic: {{ url: {sim}, key: sim-anthropic-key }}
  google: {{ url: {sim}, key: sim-google-key }}
  cohere: {{ url: {{ cohere-chat: "{sim}/v2" }}, key: sim-cohere-key }}
  mistral: {{ url: {sim}/v1, key: sim-mistral-key }}
  jina: {{ url: {sim}/v1, key: sim-jina-key }}
  voyage: {{ url: {sim}/v1, key: sim-voyage-key }}
catalog:
  "responses/gpt-sim-thinking": {{ thinking: "effort:low,medium,high" }}
keys:
  - {{ name: clients, key: {KEY} }}
"""
    )
    return file


def run_quietly(what, command, folder):
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise CannotRun(f"{what}: {failure}") from None
    if done.returncode != 0:
        raise CannotRun(f"{what}: {done.stdout.strip()[-500:]}")


def prepare_python():
    """A virtual environment with the pinned packages; made anew only when the pins change."""
    folder = CLIENTS / "python"
    pins = b"".join((folder / name).read_bytes() for name in ("requirements.txt", "constraints.txt"))
    wanted = f"{sys.version_info[:2]} {hashlib.sha256(pins).hexdigest()}"
    stamp = folder / ".venv" / "weir-pins"
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(folder / ".venv", ignore_errors=True)
        run_quietly("python3 -m venv", [sys.executable, "-m", "venv", ".venv"], folder)
        pip = [".venv/bin/python", "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        run_quietly("pip install", [*pip, "-r", "requirements.txt", "-c", "constraints.txt"], folder)
        stamp.write_text(wanted)


def prepare_node():
    """`npm ci`; again only when the lock changes."""
    folder = CLIENTS / "node"
    wanted = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules" / ".weir-lock"
    if not stamp.exists() or stamp.read_text() != wanted:
        run_quietly("npm ci", ["npm", "ci", "--no-audit", "--no-fund"], folder)
        stamp.write_text(wanted)


def prepare_java():
    """The SDK's jars and the compiled suite, so that a missing jar is not taken for a failed test."""
    os.environ["JAVA_HOME"] = java_home()
    run_quietly("mvn test-compile", ["mvn", "-B", "-q", "-ntp", "test-compile"], CLIENTS / "java")


def build():
    """Lets the launcher build what is stale, so that a start is only a start."""
    subprocess.run([ROOT / "weir", "sim", "--help"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)


def command_of(sdk, suite):
    if sdk == "python":
        return [".venv/bin/python", suite]
    if sdk == "node":
        return ["node", suite]
    return ["mvn", "-B", "-ntp", "-Dstyle.color=never", "surefire:test"]


def run_suites(through, sdk, results, upstreams, url, sim):
    """Runs an SDK's suites, some side by side; returns how many ended badly without a failed line to show for it."""
    suites = SUITES[through, sdk]
    parts = [results.with_suffix(f".{number}.part") for number in range(len(suites))]
    with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        runs = [
            pool.submit(run_suite, through, sdk, suite, part, upstreams, url, sim)
            for suite, part in zip(suites, parts)
        ]
    with open(results, "w", encoding="utf-8") as together:
        for part in parts:
            if part.exists():
                together.write(part.read_text(encoding="utf-8"))
                part.unlink()
    return sum(not run.result() for run in runs)


def run_suite(through, sdk, suite, results, upstreams, url, sim):
    """Whether the suite ended well, or has a failed line to show."""
    if through == "direct":
        # The suites for Java are one process, and each knows its model.
        pairs = "sim=" if suite == "maven" else "sim=" + DIRECT_MODELS[suite.split("_")[0]]
    else:
        models = BESIDE if suite.startswith("endpoints_") else {upstream: MODELS[upstream] for upstream in upstreams}
        pairs = " ".join(f"{upstream}={model}" for upstream, model in models.items())
    beside = "sim=" if through == "direct" else " ".join(f"{upstream}={name}" for upstream, name in BESIDE.items())
    variables = environment(
        SUITE_URL=url,
        SUITE_KEY=KEY,
        SUITE_SIM=sim,
        SUITE_UPSTREAMS=pairs,
        SUITE_PROVIDERS=beside,
        SUITE_RESULTS=str(results),
    )
    results.unlink(missing_ok=True)
    try:
        status = subprocess.run(
            command_of(sdk, suite),
            cwd=CLIENTS / sdk,
            stdin=subprocess.DEVNULL,
            env=variables,
            timeout=SUITE_SECONDS,
        ).returncode
    except subprocess.TimeoutExpired:
        print(f"{suite} did not end within {SUITE_SECONDS} s", file=sys.stderr)
        status = -1
    said = lines(results)
    if not said or (status != 0 and all(line["outcome"] != "failed" for line in said)):
        print(f"{suite} ended with {status}", file=sys.stderr)
        return False
    return True


def lines(file):
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def run(through, sdk, upstreams, counts):
    RESULTS.mkdir(exist_ok=True)
    results = RESULTS / f"{through}-{sdk}.jsonl"
    results.unlink(missing_ok=True)
    {"python": prepare_python, "node": prepare_node, "java": prepare_java}[sdk]()
    build()
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="weir-clients-"))
        port = free_port()
        sim = url = f"http://127.0.0.1:{port}"
        ready = f"{sim}/sim/requests"
        log = RESULTS / f"{through}-{sdk}.sim.log"
        stack.enter_context(started("the simulator", log, ready, "sim", "--listen", f"127.0.0.1:{port}"))
        if through == "gateway":
            port, admin = free_port(), free_port()
            url = f"http://127.0.0.1:{port}"
            log = RESULTS / f"{through}-{sdk}.gateway.log"
            file = configuration(folder, sim, port, admin)
            stack.enter_context(started("the gateway", log, f"{url}/readyz", "serve", "--config", str(file)))
        silent = run_suites(through, sdk, results, upstreams, url, sim)
    outcomes = [line["outcome"] for line in lines(results)]
    failed = outcomes.count("failed") + silent
    passed = len(outcomes) - outcomes.count("failed")
    show([results])
    print(f"{passed} passed, {failed} failed")
    if counts:
        Path(counts).write_text(f"{passed} {failed} 0\n")
    return 1 if failed else 0


def run_readme(counts):
    """Runs the README against a gateway that was started as it says: no configuration, no key."""
    RESULTS.mkdir(exist_ok=True)
    prepare_python()
    prepare_node()
    build()
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="weir-clients-"))
        address, admin = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
        arguments = ["serve", "--listen", address, "--admin", admin, "--data", f"{folder}/data"]
        log = RESULTS / "readme.gateway.log"
        stack.enter_context(started("the gateway", log, f"http://{address}/readyz", *arguments))
        passed, failed = readme.run(ROOT, address, environment())
    print(f"{passed} passed, {failed} failed")
    if counts:
        Path(counts).write_text(f"{passed} {failed} 0\n")
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, add_help=True
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for through in ("gateway", "direct", "readme"):
        command = commands.add_parser(through)
        if through != "readme":
            command.add_argument("sdk", choices=("python", "node", "java"))
        command.add_argument("--counts", help="a file that gets: passed failed skipped")
        command.add_argument("--reason", help="a file that gets the reason why the suite could not run")
        if through == "gateway":
            command.add_argument("--upstream", action="append", choices=tuple(MODELS), help="default: all")
    commands.add_parser("table").add_argument("--write", action="store_true", help="to docs/clients.md")
    chosen = parser.parse_args()
    if chosen.command == "table":
        files = sorted(RESULTS.glob("*.jsonl"))
        if chosen.write:
            write(files, ROOT / "docs" / "clients.md")
        else:
            show(files)
        return 0
    try:
        if chosen.command == "readme":
            return run_readme(chosen.counts)
        return run(chosen.command, chosen.sdk, getattr(chosen, "upstream", None) or list(MODELS), chosen.counts)
    except CannotRun as reason:
        print(reason, file=sys.stderr)
        if chosen.reason:
            Path(chosen.reason).write_text(f"{reason}\n")
        return 3


if __name__ == "__main__":
    sys.exit(main())
