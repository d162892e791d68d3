# shellcheck shell=sh
# What the launchers share: which Java, and which options for which command.
#
# JAVA_HOME            the Java to use; otherwise the java on the PATH
# GRAPEVINE_JAVA_OPTS  more options for the JVM, separated by blanks

fail() {
    echo "grapevine: $1" >&2
    exit 2
}

# The file that a path leads to in the end (readlink -f is not everywhere).
resolve() {
    file=$1
    while [ -L "$file" ]; do
        link=$(readlink "$file")
        case $link in
            /*) file=$link ;;
            *) file=$(dirname "$file")/$link ;;
        esac
    done
    echo "$(cd "$(dirname "$file")" && pwd -P)/$(basename "$file")"
}

# Sets java.
find_java() {
    if [ -n "${JAVA_HOME:-}" ]; then
        java=$JAVA_HOME/bin/java
        [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, which has no bin/java; set it to Java 17 or newer, or unset it"
    else
        java=$(command -v java) || fail "no java found; install Java 17 or newer, or set JAVA_HOME to it"
    fi
    # Java says its version in a file, which is quicker to read than to start a JVM for.
    release=$(dirname "$(dirname "$(resolve "$java")")")/release
    version=''
    if [ -r "$release" ]; then
        version=$(sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$release")
    fi
    if [ -z "$version" ]; then
        version=$("$java" -version 2>&1 | sed -n '1s/.*version "\(1\.\)\{0,1\}\([0-9]*\).*/\2/p')
    fi
    [ "${version:-0}" -ge 17 ] || fail "$java is Java ${version:-of unknown version}, 17 or newer is needed; set JAVA_HOME to one"
}

# Becomes the command. Uses the archive of classes beside the jar if there is one (bin/make-class-archive).
launch() { # jar, command and its arguments
    jar=$1
    shift
    command=${1:-}
    # shellcheck disable=SC2086 # options are words
    set -- -Djdk.console=java.base ${GRAPEVINE_JAVA_OPTS:-} -jar "$jar" "$@"
    archive=${jar%.jar}.jsa
    if [ -f "$archive" ]; then
        # An archive that another Java made is ignored, which is no reason to print anything.
        set -- -Xshare:auto "-XX:SharedArchiveFile=$archive" "-Xlog:cds*=off" "$@"
    fi
    # Without a locale that has them, Java cannot read names of files that are not ASCII.
    case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
        C | POSIX) export LC_ALL=C.UTF-8 ;;
    esac
    # shellcheck disable=SC2046 # options are words
    exec "$java" $(jvm_options "$command") "$@"
}

# Whose memory it is: "host", or "container" for all that a container has.
memory=host

# Prints the options of the JVM for a command. They are decided here alone, for the archive, the image and the checkout; the
# figures are in bench/README.md.
jvm_options() { # command
    case $1 in
        # Lives for long in little memory, and never half dead: without memory it ends, and its supervisor starts it again.
        # The second compiler would save a tenth of the processor time under load, after tens of thousands of requests.
        agent)
            printf -- '-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError '
            if [ $memory = container ]; then echo "-Xms16m -XX:MaxRAMPercentage=60"; else echo "-Xms32m -Xmx256m"; fi
            ;;
        # Computes.
        simulate) if [ $memory = container ]; then echo "-XX:+UseSerialGC -XX:MaxRAMPercentage=75"; else echo "-XX:+UseParallelGC"; fi ;;
        demo) echo "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m" ;;
        # Is over at once.
        *) echo "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m" ;;
    esac
}
