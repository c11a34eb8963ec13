#!/bin/sh
# Builds the compiled parts of the engine; brings a C compiler along in .venv where the machine has none.
set -eu

has_compiler() {
    [ -n "${CC:-}" ] || command -v cc >/dev/null 2>&1 || command -v gcc >/dev/null 2>&1 || command -v clang >/dev/null 2>&1 ||
        .venv/bin/python -c 'import ziglang' 2>/dev/null
}

if ! has_compiler; then
    echo "Installing a C compiler into .venv (there is no cc, gcc or clang)"
    tools/install.sh requirements/compiler.txt
fi
echo "Building the kernels of the engine"
.venv/bin/python -m solver kernels
