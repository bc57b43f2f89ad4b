# shellcheck shell=bash disable=SC2034
# (SC2034: the variables are for the scripts that source this file.)
#
# What run.sh and test.sh share: finding and installing what the machine lacks. Sourced, not run.

say() { printf '%s\n' "$@" >&2; }

# fail STATUS MESSAGE…: ends the script (statuses as in sysexits.h).
fail() {
    local status=$1
    shift
    say "$@"
    exit "$status"
}

# The repository, whatever the working directory.
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

need_swift() {
    command -v swift >/dev/null || fail 69 "swift was not found; install the Swift toolchain 6.2 or newer: https://www.swift.org/install/linux/"
}

is_installed() {
    local status
    status=$(dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null) && [[ $status == ii* ]]
}

# A server of PostgreSQL 14 or newer, of whatever package.
has_postgres() {
    local initdb version
    for initdb in /usr/lib/postgresql/*/bin/initdb; do
        version=${initdb#/usr/lib/postgresql/}
        version=${version%%/*}
        [[ -x $initdb && $version =~ ^[0-9]+$ ]] && ((version >= 14)) && return 0
    done
    return 1
}

# install_packages NAME…: installs those that are missing, without making a database cluster of the distribution and
# without starting or enabling one of its services.
install_packages() {
    local package
    local -a missing=() prefix=()
    command -v dpkg-query >/dev/null || fail 69 "this is no Debian system; install what these packages of Debian hold, then build with swift build: $*"
    for package in "$@"; do
        if [[ $package == postgresql ]]; then
            has_postgres || missing+=("$package")
        else
            is_installed "$package" || missing+=("$package")
        fi
    done
    ((${#missing[@]})) || return 0
    if ((EUID != 0)); then
        command -v sudo >/dev/null || fail 77 "these packages are missing: ${missing[*]}" "as root: apt-get install --no-install-recommends ${missing[*]}"
        prefix=(sudo)
    fi
    say "installing ${missing[*]}"
    "${prefix[@]}" bash -s -- "${missing[@]}" <<'ROOT' || fail 69 "these packages could not be installed: ${missing[*]}"
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
settings=/etc/postgresql-common/createcluster.d
undo=()
trap '((${#undo[@]})) && rm -f -- "${undo[@]}"; rmdir --ignore-fail-on-non-empty "$settings" 2>/dev/null || true' EXIT

# invoke-rc.d(8): 101 forbids every start. A policy of the administrator is left as it is.
if [[ ! -e $policy ]]; then
    undo+=("$policy")
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi
# pg_createcluster(8): the packages make a cluster "main" unless this says no.
mkdir -p "$settings"
undo+=("$settings/zz-bigskies-install.conf")
printf 'create_main_cluster = false\n' >"$settings/zz-bigskies-install.conf"

apt-get update -q
# </dev/null: standard input is this script.
apt-get install -y -q --no-install-recommends "$@" </dev/null

# What was not here before is not to start with the machine either: bigskies runs servers of its own.
if command -v systemctl >/dev/null; then
    for package in "$@"; do
        case $package in
        mosquitto | postgresql) systemctl disable --now --quiet "$package.service" </dev/null || true ;;
        esac
    done
fi
ROOT
}

# Libraries to build with, and the two servers that run as children.
packages_to_run=(libpq-dev libmosquitto-dev libcrypt-dev libzxcvbn-dev liberfa-dev libcfitsio-dev libpng-dev pkg-config postgresql mosquitto)
# What the tests ask besides: clients that are not ours, and the simulators.
packages_to_test=("${packages_to_run[@]}" mosquitto-clients postgresql-client python3-venv openssl pebble iproute2)
