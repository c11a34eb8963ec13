#!/bin/sh
# Brings Chromium and poppler for the tests where apt and root allow it; says clearly what is skipped otherwise.
set -eu

has_browser() {
    for name in chromium chromium-browser google-chrome; do
        if command -v "$name" >/dev/null 2>&1 && "$name" --version >/dev/null 2>&1; then
            return 0
        fi
    done
    return 1
}
has_poppler() { command -v pdftotext >/dev/null 2>&1 && command -v pdftoppm >/dev/null 2>&1; }

wanted=
has_browser || wanted="chromium"
has_poppler || wanted="$wanted poppler-utils"

if [ -n "$wanted" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing for the tests:" $wanted
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || echo "apt-get update failed" >&2
    # shellcheck disable=SC2086
    apt-get install -qq -y --no-install-recommends $wanted >/dev/null || echo "apt-get install failed" >&2
fi

has_browser || echo "No Chromium here: the browser tests are skipped (as root on Debian: apt-get install chromium)"
has_poppler || echo "No poppler here: the tests that read PDFs are skipped (on Debian: apt-get install poppler-utils)"
