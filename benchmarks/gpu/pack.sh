#!/bin/sh
# Packs what a bare machine with a GPU needs into pieces under 60 MB: a Java runtime, the jars with
# core's tests, and run.sh. Usage: pack.sh FOLDER
set -eu
cd "$(dirname -- "$0")/../.."
mkdir -p "${1:?usage: pack.sh FOLDER}"
out=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
jars=$work/xai4j/jars
mkdir -p "$jars"
mvn -q -B -DskipTests -Dspotless.check.skip=true -pl benchmarks -am package \
  dependency:build-classpath -Dmdep.outputFile=target/gpu-classpath -DincludeScope=test
# Jars of other modules stand in the lists, too.
for module in core benchmarks; do
  tr ':' '\n' <"$module/target/gpu-classpath" | sort -u | while read -r jar; do cp "$jar" "$jars/"; done
done
cp core/target/xai4j-core-*.jar benchmarks/target/xai4j-benchmarks.jar "$jars/"
mvn -q -B dependency:copy -Dartifact=org.junit.platform:junit-platform-console-standalone:1.11.4 \
  -DoutputDirectory="$jars"
cp benchmarks/gpu/run.sh benchmarks/gpu/peers.py "$work/xai4j/"
home=${JAVA_HOME:-$(java -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.home = //p')}
"$home/bin/jlink" --module-path "$home/jmods" --add-modules ALL-MODULE-PATH \
  --strip-debug --no-man-pages --no-header-files --output "$work/xai4j/java"
tar -C "$work" -cf - xai4j | gzip | split -b 55m - "$out/xai4j.tar.gz."
ls -l "$out"
echo "On the machine: cat xai4j.tar.gz.* | tar xzf - && xai4j/run.sh"
