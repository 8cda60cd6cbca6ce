"""The README, word by word: its first commands, its snippets and its configuration, run against a gateway."""

import json
import re
import subprocess
import tempfile
from pathlib import Path


def blocks(readme):
    """The code blocks: language and text."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)


def block(readme, language, word):
    found = [text for kind, text in blocks(readme) if kind == language and word in text]
    if not found:
        raise AssertionError(f"the README has no {language or 'shell'} block with {word!r}")
    return found[0]


def output_of(command, folder, environment):
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    if done.returncode != 0:
        raise AssertionError(f"{command[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def checks(root, address, environment):
    """What must hold, by name; the README's address is replaced by the one that is served."""
    readme = (root / "README.md").read_text(encoding="utf-8").replace("127.0.0.1:8080", address)
    clients = root / "clients"

    def first_curl():
        answer = json.loads(output_of(["bash", "-ec", block(readme, "", "curl ")], root, environment))
        assert answer["choices"][0]["message"]["content"], answer

    def python_snippet():
        command = [str(clients / "python/.venv/bin/python"), "-c", block(readme, "python", "OpenAI")]
        assert output_of(command, clients / "python", environment).strip(), "it printed nothing"

    def anthropic_snippet():
        command = [str(clients / "python/.venv/bin/python"), "-c", block(readme, "python", "Anthropic")]
        assert output_of(command, clients / "python", environment).strip(), "it printed nothing"

    def google_snippet():
        command = [str(clients / "python/.venv/bin/python"), "-c", block(readme, "python", "google")]
        assert output_of(command, clients / "python", environment).strip(), "it printed nothing"

    def node_snippet():
        command = ["node", "--input-type=module", "-e", block(readme, "js", "OpenAI")]
        assert output_of(command, clients / "node", environment).strip(), "it printed nothing"

    def configuration():
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "weir.yaml"
            file.write_text(block(readme, "yaml", "listen:"), encoding="utf-8")
            keys = {name: "key-of-the-readme" for name in re.findall(r"\b[A-Z]+_KEY\b|\b[A-Z]+_API_KEY\b", readme)}
            output_of([str(root / "weir"), "check", str(file)], root, environment | keys)

    return {
        "the first curl": first_curl,
        "the Python snippet": python_snippet,
        "the Anthropic snippet": anthropic_snippet,
        "the Google snippet": google_snippet,
        "the Node snippet": node_snippet,
        "the configuration": configuration,
    }


def run(root, address, environment):
    """Runs every check and returns how many passed and failed."""
    passed = failed = 0
    for name, check in checks(root, address, environment).items():
        try:
            check()
            passed += 1
            print(f"ok      {name}")
        except (AssertionError, OSError, ValueError, KeyError, subprocess.TimeoutExpired) as failure:
            failed += 1
            print(f"failed  {name}: {failure}")
    return passed, failed
