# shellcheck shell=sh
# Shared by try.sh and test.sh: finds what tools/packages.txt asks for, installs what is missing
# where apt-get is, and says what to install where it is not. Sourced from the project's root.
set -eu
export LC_ALL=C.UTF-8

say() {
    printf '%s\n' "$*"
}

# present PROBE: whether the thing is there (the kinds of probe: tools/packages.txt).
present() {
    case $1 in
    cmd:*) command -v "${1#cmd:}" >/dev/null 2>&1 ;;
    pc:*) command -v pkg-config >/dev/null 2>&1 && pkg-config --exists "${1#pc:}" ;;
    file:*)
        for found in ${1#file:}; do
            [ -e "$found" ] && return 0
        done
        return 1
        ;;
    esac
}

# missing SET...: the packages of the sets that are not there, in one line.
missing() {
    for wanted in "$@"; do
        while read -r set package probe; do
            [ "$set" = "$wanted" ] || continue
            present "$probe" || printf '%s ' "$package"
        done <tools/packages.txt
    done
}

# apt WORD...: apt-get as root, with nothing asked and its talk kept in the log.
apt() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o Dpkg::Use-Pty=0 "$@" \
        </dev/null >>build/setup.log 2>&1
}

# ensure SET...: everything of the sets is there afterwards, or the script ends with a word why not.
ensure() {
    lacking=$(missing "$@")
    [ -n "$lacking" ] || return 0
    mkdir -p build
    if ! command -v apt-get >/dev/null 2>&1; then
        say "Missing here (names as in Debian 12): $lacking"
        say "Install them with this system's package manager and run the script again."
        exit 1
    fi
    as_root=
    if [ "$(id -u)" != 0 ]; then
        as_root=sudo
        if ! command -v sudo >/dev/null 2>&1; then
            say "Missing: $lacking"
            say "Run as root, or have the administrator run: apt-get install $lacking"
            exit 1
        fi
    fi
    say "Installing: $lacking(log: build/setup.log)"
    # The package lists are fetched only if the first attempt shows that they are stale or absent.
    # shellcheck disable=SC2086
    apt install --no-install-recommends $lacking ||
        { apt update && apt install --no-install-recommends $lacking; } || {
        say "apt-get could not install them; its last words:"
        tail -n 15 build/setup.log
        exit 1
    }
    lacking=$(missing "$@")
    if [ -n "$lacking" ]; then
        say "Installed, yet not found: $lacking"
        exit 1
    fi
}

# build_release: the program for use, in build/release; its path is then $jh.
# Set up anew each time, because a new pack or form is found by the set-up.
build_release() {
    mkdir -p build
    again=
    [ -e build/release/build.ninja ] && again=--reconfigure
    # A compiler newer than ours may warn of more: that stops the tests, not a user.
    # shellcheck disable=SC2086
    if meson setup $again build/release --buildtype=release -Dtests=false -Dwerror=false \
        >build/release.log 2>&1 &&
        ninja -C build/release >>build/release.log 2>&1; then
        # shellcheck disable=SC2034
        jh=build/release/src/cli/jh
        return
    fi
    say "The build failed; its last words (all: build/release.log):"
    tail -n 30 build/release.log
    exit 1
}
