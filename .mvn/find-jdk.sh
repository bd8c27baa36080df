# Sourced by ./mvnw and ./demo: exports JAVA_HOME when it is unset, choosing the newest installed JDK of
# at least 21 from the usual places. Leaves it unset when there is none: Maven's Enforcer then says what is missing.

jdk_feature() { sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null | head -n 1; }

if [ -z "${JAVA_HOME-}" ]; then
  newest=20
  set +f # the wrapper switches globbing off
  for candidate in /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME}"/.sdkman/candidates/java/* "${HOME}"/.jdks/*; do
    [ -x "$candidate/bin/javac" ] || continue
    feature=$(jdk_feature "$candidate")
    if [ "${feature:-0}" -gt "$newest" ]; then
      newest=$feature JAVA_HOME=$candidate
    fi
  done
  [ -z "${JAVA_HOME-}" ] || export JAVA_HOME
fi
