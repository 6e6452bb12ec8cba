#!/usr/bin/env bash
# Sets up a virtual environment and runs the main job on a real article: bash scripts/demo.sh
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
[ -d .venv ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --upgrade pip
.venv/bin/python -m pip install --quiet --editable .
article=seeds/000_6a8443359ebb0a21
translation=seeds/translations/000_6a8443359ebb0a21
show() { printf '\n$ %s\n' "$*"; .venv/bin/"$@" || [ $? = 1 ]; }
for lang in ar he; do
  show tk translate $article.txt --to $lang --no-memory
done
for lang in ar he; do
  show tk check $article.txt $translation.$lang.txt
  show tk drift $translation.$lang.txt $translation.$lang.v2.txt --source $article.txt
done
