#!/usr/bin/env bash
# Installs what the tests need, builds, and runs every test. Arguments go to `swift test`.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=packages.sh
source "$(dirname "${BASH_SOURCE[0]}")/packages.sh"

need_swift
install_packages "${packages_to_test[@]}"

# The simulators and the MQTT client of others, in an environment of their own.
export BIGSKIES_TEST_VENV="$repository/.build/test-venv"
requirements="$repository/configs/test-requirements.txt"
installed="$BIGSKIES_TEST_VENV/installed.txt"
if ! cmp --silent "$requirements" "$installed"; then
    # --clear: one that was interrupted, or made by another Python, is made anew.
    /usr/bin/python3 -m venv --clear "$BIGSKIES_TEST_VENV"
    "$BIGSKIES_TEST_VENV/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
    cp "$requirements" "$installed"
fi

options=(--package-path "$repository" --explicit-target-dependency-import-check error)
swift build "${options[@]}" --build-tests
logs="$repository/.build/tests"
mkdir -p "$logs"
rm -f "$logs"/*.log

# Runs tests one after another: servers, simulators and password hashes side by side keep two cores too busy for the
# promises tested. Arguments: a name for the log, and what goes to `swift test`.
in_a_row() {
    local log="$logs/$1.log"
    shift
    swift test "${options[@]}" --skip-build --ignore-lock --no-parallel "$@" 2>&1 | tee "$log"
}

failed=
if (($#)); then
    in_a_row chosen "$@" || failed=1
else
    # Two rows side by side, because most tests wait most of the time; what the second says follows what the first says.
    in_a_row units --skip '^IntegrationTests\.' >/dev/null &
    units=$!
    in_a_row integration --filter '^IntegrationTests\.' || failed=1
    wait "$units" || failed=1
    cat "$logs/units.log"
fi
if [[ $failed ]]; then
    # The reasons, once more where they are found: at the end.
    grep --no-filename --after-context 3 --regexp '✘' --regexp 'Fatal error' --regexp 'Crash' "$logs"/*.log || true
    exit 1
fi
