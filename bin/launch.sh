# shellcheck shell=sh
# What taskmasterd and taskmasterctl share; the build of the image and the gates use it too.
# POSIX sh. The way to a running JVM starts no process but one find, and that only in a checkout.
# The caller sets root to the tree that it lies in.
# shellcheck disable=SC2154

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
        "install it, or set JAVA_HOME to its directory" >&2
    return 1
}

# Sets java_build to the build of the JDK in $java_home: an AOT cache serves this one only.
read_java_build() {
    java_build=
    [ -r "$java_home/release" ] || return 1
    while read -r line; do
        case $line in JAVA_RUNTIME_VERSION=*) java_build=$line ;; esac
    done <"$java_home/release"
}

# Sets java_home to the JDK that the image in $image was made with, if that is still there.
read_image_jdk() {
    { read -r java_home && read -r image_build; } 2>/dev/null <"$image/jdk" || return 1
    [ -x "$java_home/bin/java" ] && read_java_build && [ "$java_build" = "$image_build" ]
}

# Sets image and java_home to the current image of the checkout $root and its JDK.
read_image() {
    read -r image 2>/dev/null <"$root/.image/stamp" || return 1
    image=$root/.image/$image
    read_image_jdk
}

# Is no source younger than the image? The stamp bears the time at which its build began.
is_fresh() {
    [ -z "$(find "$root"/pom.xml "$root"/bin "$root"/dist/pom.xml "$root"/dist/make-image \
        "$root"/core/pom.xml "$root"/core/src/main "$root"/config/pom.xml "$root"/config/src/main \
        "$root"/linux/pom.xml "$root"/linux/src/main "$root"/api/pom.xml "$root"/api/src/main \
        "$root"/daemon/pom.xml "$root"/daemon/src/main "$root"/client/pom.xml \
        "$root"/client/src/main -newer "$root/.image/stamp" -print -quit)" ]
}

# Sets image and java_home for the program $1 of the tree $root: a checkout, whose image is built
# when it must be, or an image itself.
prepare() {
    if [ -f "$root/pom.xml" ]; then
        read_image && is_fresh && return 0
        "$root/dist/build" "$1" && read_image || exit 1
    else
        image=$root
        # Another JDK than the one that the cache is made for would only complain of it.
        read_image_jdk || { find_jdk && aot_option=-Xshare:auto; } || exit 1
    fi
}

# The JVM's own messages would go to standard output, where a program reads our JSON.
jvm_log=-Xlog:all=error,aot=off,cds=off:stderr

# Becomes the JVM that runs the daemon.
become_daemon() {
    # HotSpot suspends threads by SIGUSR2, which is ours: it may take SIGRTMIN+6. The daemon keeps
    # _JAVA_* from its children.
    export _JAVA_SR_SIGNUM=40
    # In a locale that is not UTF-8 (cron's, often systemd's) the JVM would garble names and values
    # that are not ASCII. The children get back what was.
    case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
    *[Uu][Tt][Ff]-8 | *[Uu][Tt][Ff]8) ;;
    *) export _JAVA_LC_ALL="${LC_ALL-}" LC_ALL=C.UTF-8 ;;
    esac
    # One that is closed would be taken by the first file that the JVM opens.
    [ -e /proc/self/fd/0 ] || exec </dev/null
    [ -e /proc/self/fd/1 ] || exec >/dev/null
    [ -e /proc/self/fd/2 ] || exec 2>/dev/null
    # What the daemon shows as a command must work as it stands.
    client=taskmasterctl
    case $0 in */taskmasterd) client=${0%taskmasterd}taskmasterctl ;; esac
    exec "$java_home/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData \
        "-Dtaskmaster.client=$client" -Xms8m -Xmn3m -Xmx192m -XX:-MaxFDLimit -Xlog:disable "$jvm_log" \
        "${aot_option:--XX:AOTCache=$image/lib/taskmasterd.aot}" \
        -jar "$image/lib/taskmasterd.jar" "$@"
}

# Becomes the JVM that runs the client. What a shell needs has a cache of its own, since a cache is
# loaded whole, needed or not; a command line that only looks like one of a shell merely starts later.
become_client() {
    cache=taskmasterctl
    case $#:${1-} in
    0: | 2:-[cps] | 2:--config | 2:--port | 2:--server) [ ! -t 0 ] || [ ! -t 1 ] || cache=shell ;;
    esac
    exec "$java_home/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData \
        -XX:CompileThresholdScaling=20 -Xmx64m -Xlog:disable "$jvm_log" \
        "${aot_option:--XX:AOTCache=$image/lib/$cache.aot}" \
        -jar "$image/lib/taskmasterctl.jar" "$@"
}
