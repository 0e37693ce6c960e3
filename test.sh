#!/bin/sh
# Installs what is missing, builds and runs every test; the last line says "N passed, N failed".
# ./test.sh STAGE... runs some stages only; ./test.sh --list names them.
cd "$(dirname "$0")" && . tools/setup.sh

ensure build test
exec python3 tools/run_tests.py "$@"
