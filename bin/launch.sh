# What taskmasterd and taskmasterctl share. Sourced by them, by the build of the image and by
# the gates; POSIX sh, and without a fork on the way to a running program.

# Is $1 the home of a JDK 25?
is_jdk_25() {
    [ -n "$1" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while read -r line; do
        case $line in 'JAVA_VERSION="25"' | 'JAVA_VERSION="25.'*) return 0 ;; esac
    done <"$1/release"
    return 1
}

# Sets java_home to a JDK 25: that of JAVA_HOME, of PATH, or one under /usr/lib/jvm.
find_jdk() {
    java_home=${JAVA_HOME-}
    is_jdk_25 "$java_home" && return 0
    if java_home=$(command -v java) && java_home=$(readlink -f "$java_home"); then
        java_home=${java_home%/bin/java}
        is_jdk_25 "$java_home" && return 0
    fi
    for java_home in /usr/lib/jvm/*; do
        is_jdk_25 "$java_home" && return 0
    done
    java_home=
    echo "cannot find JDK 25: neither JAVA_HOME, PATH nor /usr/lib/jvm/* has one;" \
        "install it, or set JAVA_HOME to it" >&2
    return 1
}
