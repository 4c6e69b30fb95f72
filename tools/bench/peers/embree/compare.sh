#!/bin/sh
# Compares RayScene with Embree 3 on the same scenes, points and directions. Needs libembree-dev and a C compiler.
set -eu
cd "$(dirname "$0")/../../../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
swift build -c release -Xcc -march=x86-64-v3 --product qala-bench
${CC:-clang} -O3 -march=x86-64-v3 -o "$work/embree-rays" tools/bench/peers/embree/main.c -lembree3
.build/release/qala-bench rays-export "$work"
for subject in patches roofs facades; do
    echo "-- $subject"
    "$work/embree-rays" "$work/$subject.bin"
done
.build/release/qala-bench rays
