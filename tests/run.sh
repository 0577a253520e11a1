#!/usr/bin/env bash
# The test command: checks format, lints and documentation, builds everything, runs all tests. Asks nothing.
# On Debian, as root, it first installs the system packages that are missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# What the build links, and what the tests start: a database server and a PHP to read PHP's format.
packages=(
    ca-certificates gcc libc6-dev libpq-dev libssl-dev pkg-config
    php-cli php-xml postgresql util-linux
)

main() {
    trap report_end EXIT
    step 'System packages' install_missing_packages
    step 'Format' cargo fmt --all --check
    step 'Migrations' compare_migrations
    step 'Lints' cargo clippy --workspace --all-targets --locked -- -D warnings
    # The end-to-end tests start the binaries, which `cargo test` does not build for them.
    step 'Build' cargo build --workspace --locked
    step 'Tests' cargo test --workspace --locked --no-fail-fast
    step 'Documentation' env RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --locked
    current=''
}

# step HEADING COMMAND...: a heading, the command, the seconds it took. A command that fails ends the script.
step() {
    current=$1
    local began=$SECONDS
    printf '\n== %s\n' "$current"
    "${@:2}"
    printf '== %s: %d s\n' "$current" $((SECONDS - began))
}

report_end() {
    local status=$?
    if [ "$status" -ne 0 ]; then
        printf '\n== FAILED: %s, after %d s\n' "$current" "$SECONDS" >&2
    else
        printf '\n== All passed in %d s\n' "$SECONDS"
    fi
}

install_missing_packages() {
    if ! command -v dpkg-query >/dev/null; then
        echo "This is no Debian; what it needs there: ${packages[*]}"
        return
    fi
    local missing=() package
    for package in "${packages[@]}"; do
        is_installed "$package" || missing+=("$package")
    done
    if [ "${#missing[@]}" -eq 0 ]; then
        echo 'All are there.'
    elif [ "$(id -u)" -ne 0 ]; then
        # Not an error yet: the tools may have come another way, and a test that misses one says so.
        echo "Not installed, and not root; if something fails: sudo apt-get install ${missing[*]}"
    else
        export DEBIAN_FRONTEND=noninteractive
        apt-get -q -o DPkg::Lock::Timeout=300 update </dev/null
        apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "${missing[@]}" </dev/null
    fi
}

is_installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Both databases run the same steps under the same names.
compare_migrations() {
    local folder
    for folder in migrations/sqlite migrations/postgres; do
        [ -n "$(ls -A "$folder")" ] || { echo "$folder is empty"; return 1; }
    done
    diff <(names_below migrations/sqlite) <(names_below migrations/postgres)
    echo 'Both folders hold the same names.'
}

names_below() {
    (cd "$1" && find . -type f | LC_ALL=C sort)
}

main "$@"
