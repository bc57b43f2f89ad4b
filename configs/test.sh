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

# Runs a command that tests, and keeps what it says. Arguments: a name for the log, and the command.
logged() {
    local log="$logs/$1.log"
    shift
    "$@" 2>&1 | tee "$log"
}

# One after another: servers, simulators and password hashes side by side keep two cores too busy for the promises tested.
failed=
if (($#)); then
    logged chosen swift test "${options[@]}" --skip-build --no-parallel "$@" || failed=1
else
    # But in two rows, because most tests wait most of the time; what the second says follows what the first says. Not by two
    # `swift test`: they lock each other out of the build.
    program="$(swift build "${options[@]}" --show-bin-path)/bigskiesPackageTests.xctest"
    tests=(env NO_COLOR=1 "$program" --testing-library swift-testing --no-parallel)
    cd "$repository"
    logged units "${tests[@]}" --skip '^IntegrationTests\.' >/dev/null &
    units=$!
    logged integration "${tests[@]}" --filter '^IntegrationTests\.' || failed=1
    wait "$units" || failed=1
    cat "$logs/units.log"
fi
if [[ $failed ]]; then
    # The reasons, once more where they are found: at the end.
    grep --no-filename --after-context 3 --regexp '✘' --regexp 'Fatal error' --regexp 'Crash' "$logs"/*.log || true
    exit 1
fi
