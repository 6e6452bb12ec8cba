#!/usr/bin/env bash
# Sets up a virtual environment and passes the tests: bash scripts/test.sh
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
[ -d .venv ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --upgrade pip
.venv/bin/python -m pip install --quiet --editable '.[dev]'
if [ -n "${CI:-}" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! command -v chromium >/dev/null; then
  # the browser tests of the HTML report; they skip with a reason where there is no chromium
  apt-get update -qq >/dev/null 2>&1 && apt-get install -y -qq chromium fonts-noto-core >/dev/null 2>&1 \
    || echo "chromium could not be installed: the browser tests will be skipped"
fi
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
.venv/bin/tk glossary check
.venv/bin/tk validate --no-cache
.venv/bin/python -m pytest
