#!/usr/bin/env bash
# Builds bigskies and runs it, with its own database and broker. Arguments go to `bigskies run --all`.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=packages.sh
source "$(dirname "${BASH_SOURCE[0]}")/packages.sh"

need_swift
install_packages "${packages_to_run[@]}"

build=(swift build --package-path "$repository" --configuration release --product bigskies
    --explicit-target-dependency-import-check error)
# The build talks on standard error: standard output belongs to bigskies.
"${build[@]}" >&2
programs=$("${build[@]}" --show-bin-path)

# exec: signals reach bigskies itself.
exec "$programs/bigskies" run --all "$@"
