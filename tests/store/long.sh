#!/bin/sh
# Every point at which a workspace can be hurt, not only some of them as in ./test.sh: hours of work.
#   tests/store/long.sh [POINTS]     POINTS: at most so many of each kind; 0 (the default): every one
set -eu
cd "$(dirname "$0")/../.."
points=${1:-0}
CC=gcc meson setup build/gcc >/dev/null 2>&1 || true
ninja -C build/gcc >/dev/null
jh=build/gcc/src/cli/jh
so=build/gcc/tests/store
result=0
for seed in 1 2 3 4 5 6 7 8 9 10; do
    python3 tests/store/powercut.py "$jh" "$so/recorder.so" 500 "$seed" || result=1
done
python3 tests/store/migrate.py "$jh" "$so/breaker.so" "$so/failer.so" "$points" || result=1
python3 tests/store/flips.py "$jh" "$so/flips" "$points" || result=1
python3 tests/store/busy.py "$jh" "$so/breaker.so" || result=1
python3 tests/store/break.py "$jh" "$so/breaker.so" "$so/failer.so" "$points" 5000 || result=1
[ $result = 0 ] && echo "all passed" || echo "failures: see above"
exit $result
