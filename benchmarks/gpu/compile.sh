#!/bin/sh
# Compiles every kernel for all architectures from Turing to Blackwell; fails on warnings and spills.
# Needs nvcc, no GPU.
set -eu
cd "$(dirname -- "$0")/../.."
command -v nvcc >/dev/null || { echo "compile.sh: nvcc is missing; install the CUDA toolkit." >&2; exit 2; }
mvn -q -B test -pl core -am -Dtest=KernelCompilationTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Dspotless.check.skip=true -Dtest.jvm.options="-Dkernels.architectures=${1:-75,80,86,89,90,100,120}"
echo "compiled for ${1:-75,80,86,89,90,100,120}"
