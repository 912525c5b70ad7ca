#!/usr/bin/env bash
# Pins every requirement with hashes, for all systems and Python 3.11 and newer, without addresses.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header "$@"
}

compile --output-file requirements.txt
compile --group dev --constraints requirements.txt --output-file requirements-dev.txt
.venv/bin/uv pip compile --group node --quiet --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --output-file requirements-node.txt

# The page packages: npm adds the addresses where their makers take donations, which lock nothing.
npm install --package-lock-only
.venv/bin/python - <<'PYTHON'
import json
from pathlib import Path

lock = Path("package-lock.json")
content = json.loads(lock.read_text())
for package in content["packages"].values():
    package.pop("funding", None)
lock.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
PYTHON
