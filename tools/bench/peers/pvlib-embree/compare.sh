#!/bin/sh
# Compares qala's solar.yield with pvlib + embreex on the same 20,000 buildings of the synthetic Turkistan: time and
# results. Needs Python 3 with venv and a package index. QALA_BUILDINGS, QALA_EVERY: another size, another sample.
set -eu
cd "$(dirname "$0")/../../../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pvlib==0.16.1 embreex==4.4.0.post1 trimesh==5.2.0 numpy
swift build -c release -Xcc -march=x86-64-v3 --product qala-bench
.build/release/qala-bench solar-export "$work/city" "${QALA_BUILDINGS:-20000}"
uptime
"$work/venv/bin/python" tools/bench/peers/pvlib-embree/pipeline.py "$work/city" --every "${QALA_EVERY:-50}"
