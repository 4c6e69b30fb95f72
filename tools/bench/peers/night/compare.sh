#!/bin/sh
# Compares qala's lighting.coverage with Radiance's rtrace and with plain numpy on the same lamps, buildings and points of
# the synthetic Turkistan: time and results. Needs Python 3 with venv and a package index.
set -eu
cd "$(dirname "$0")/../../../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pyradiance==1.3.1 numpy
swift build -c release -Xcc -march=x86-64-v3 --product qala-bench
.build/release/qala-bench lighting-export "$work/city" Tests/Truth/lighting/night-lamp.ies
uptime
"$work/venv/bin/python" tools/bench/peers/night/compare.py "$work/city" Tests/Truth/lighting/night-lamp.ies
