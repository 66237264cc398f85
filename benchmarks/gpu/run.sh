#!/bin/sh
# Proves the engine cuda on a machine with a GPU, its driver and CUDA's libraries. Beside the folders
# that pack.sh makes it needs neither Java nor Maven. Usage: run.sh [PART…], by default all parts:
#   device    what is here
#   engine    explanations by the engine cuda, the same as the processor's
#   contract  tests of all devices
#   leaks     the tests beneath compute-sanitizer
#   own       the tests without cuBLASLt, products by kernels of our own
#   rounding  explanations by TF32 and bfloat16 beside float32: how far they are apart
#   speed     kernels beside the processor's and ND4J's
#   products  products and convolutions, with and without rounding
#   methods   explanations of the CNN and of ResNet-50
#   peers     the same explanations by PyTorch, where python3 has it
# Every part is meant to take less than ten minutes; give a part alone to run it again.
# Logs lie in the folder logs beside this script.
set -u
cd "$(dirname -- "$0")" || exit 1
java=java/bin/java
[ -x "$java" ] || { echo "run.sh: there is no java/ here; unpack what pack.sh made." >&2; exit 2; }
mkdir -p logs
classpath=$(find jars -name '*.jar' | sort | tr '\n' ':')
options="-Xmx8g -Djava.awt.headless=true -cp $classpath"
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
failed=0

part() {
  name=$1
  shift
  echo "== $name"
  if "$@" >"logs/$name.log" 2>&1; then echo "   right"; else echo "   FAILED, see logs/$name.log"; failed=1; fi
}

tests="org.junit.platform.console.ConsoleLauncher execute --details=tree
  --select-class=org.xai4j.core.engine.DeviceContractTest
  --select-class=org.xai4j.core.engine.LayerGradientTest
  --select-class=org.xai4j.core.engine.FusionContractTest
  --select-class=org.xai4j.core.engine.cuda.HostLogicTest"

explain() {
  # shellcheck disable=SC2086 # the options are words
  "$java" $options org.xai4j.benchmarks.cli.Main explain --quiet --model mnist --input mnist --rows 0-63 \
    --method "$1" --engine "$2" --output "logs/$1-$2.csv"
}

# Largest difference in units of the largest value, of two files of numbers.
compare() {
  awk -F, -v limit=1e-4 'NR == FNR { for (i = 1; i <= NF; i++) a[FNR, i] = $i; next }
    FNR > 1 { for (i = 1; i <= NF; i++) {
      d = a[FNR, i] - $i; if (d < 0) d = -d; m = $i < 0 ? -$i : $i
      if (d > most) most = d; if (m > top) top = m } }
    END { print "difference", most / top; exit !(top > 0 && most <= limit * top) }' "$1" "$2"
}

engine() {
  for method in integrated-gradients lrp-epsilon occlusion; do
    explain $method cuda && explain $method onednn || return 1
    compare "logs/$method-cuda.csv" "logs/$method-onednn.csv" || return 1
  done
}

# An explanation by an engine that rounds, in a file of the engine's name.
rounding() {
  for method in integrated-gradients lrp-epsilon; do
    explain $method cuda || return 1
    for precision in tf32 bf16; do
      # shellcheck disable=SC2086 # the options are words
      "$java" $options org.xai4j.benchmarks.cli.Main explain --quiet --model mnist --input mnist \
        --rows 0-63 --method $method --engine cuda --precision $precision \
        --output "logs/$method-$precision.csv" || return 1
      compare "logs/$method-$precision.csv" "logs/$method-cuda.csv" || echo "beyond 1e-4, as expected"
    done
  done
}

# Figures of JMH, with machine and clocks in logs/NAME/speed.json.
measure() {
  name=$1
  shift
  # shellcheck disable=SC2086 # the options are words
  "$java" $options org.xai4j.benchmarks.cli.Main speed --quick "$@" --output "logs/$name"
}

peers() {
  python3 -c 'import torch' || { echo "python3 has no torch here"; return 1; }
  python3 peers.py && python3 peers.py --tf32
}

[ $# -gt 0 ] || set -- device engine contract own rounding leaks speed products methods peers
for wanted in "$@"; do
  case $wanted in
    device) part device nvidia-smi --query-gpu=name,driver_version,memory.total,clocks.sm,clocks.mem --format=csv ;;
    engine) part engine engine ;;
    # shellcheck disable=SC2086 # the options are words
    contract) part contract "$java" $options $tests ;;
    # shellcheck disable=SC2086 # the options are words
    leaks) part leaks compute-sanitizer --tool memcheck --leak-check full --error-exitcode 1 "$java" $options $tests ;;
    # shellcheck disable=SC2086 # the options are words
    own) part own "$java" -Dxai4j.cuda.own=true $options $tests ;;
    rounding) part rounding rounding ;;
    speed) part speed measure speed cuda ;;
    products) part products measure products cuda-products ;;
    methods) part methods measure methods cuda-methods ;;
    peers) part peers peers ;;
    *)
      echo "run.sh: there is no part '$wanted'; choose device, engine, contract, own, rounding, leaks, speed, products, methods, peers." >&2
      exit 2
      ;;
  esac
done
exit $failed
