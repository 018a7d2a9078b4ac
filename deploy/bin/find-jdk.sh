# shellcheck shell=bash
# Finds the JDK, for scripts that source this. They have two commands: `say` tells the user its argument, `fail` exits too.

readonly NEEDED_JAVA=25

# Sets `version` to the major version of the JDK in folder $1; 0 for none.
java_version() {
    version=0
    [ -x "$1/bin/java" ] || return 0
    local line
    if [ -r "$1/release" ]; then
        while IFS= read -r line; do
            case $line in
                JAVA_VERSION=*)
                    line=${line#*=}
                    line=${line//\"/}
                    version=${line%%[!0-9]*}
                    version=${version:-0}
                    return
                    ;;
            esac
        done <"$1/release"
    fi
}

# Sets `java_home` to the folder of a JDK that is new enough.
find_java() {
    local folder version
    shopt -s nullglob
    for folder in ${LOCKSTEP_JAVA_HOME:+"$LOCKSTEP_JAVA_HOME"} ${JAVA_HOME:+"$JAVA_HOME"} \
        /usr/lib/jvm/* /usr/java/* /usr/local/java* /usr/local/jdk* /opt/*jdk* /opt/*java* /opt/java/* \
        "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/* "${HOME:-/}"/.local/share/mise/installs/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-/}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        java_version "$folder"
        if [ "$version" -ge "$NEEDED_JAVA" ]; then
            java_home=$folder
            shopt -u nullglob
            if [ -n "${LOCKSTEP_JAVA_HOME:-}" ] && [ "$folder" != "$LOCKSTEP_JAVA_HOME" ]; then
                say "LOCKSTEP_JAVA_HOME=$LOCKSTEP_JAVA_HOME is no JDK $NEEDED_JAVA or newer; using $folder"
            fi
            return
        fi
    done
    fail "needs a JDK $NEEDED_JAVA or newer and found none. Install one (https://adoptium.net has them for every system), or
let LOCKSTEP_JAVA_HOME name the folder of one."
}
