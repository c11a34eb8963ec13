#!/bin/sh
# Installs hash-locked requirement files into .venv: with uv where it is present or can be had, else with pip.
# usage: tools/install.sh LOCK...
set -eu

python=.venv/bin/python

find_uv() {
    if [ -x .venv/bin/uv ]; then
        echo .venv/bin/uv
    else
        command -v uv || true
    fi
}

# uv does not read pip's settings: hand over the mirror that the user has chosen there.
use_the_mirror_of_pip() {
    mirror=${PIP_INDEX_URL:-$("$python" -m pip config get global.index-url 2>/dev/null || true)}
    if [ -n "$mirror" ]; then
        UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-$mirror}
        export UV_DEFAULT_INDEX
    fi
}

files=
for lock in "$@"; do
    files="$files -r $lock"
done

uv=$(find_uv)
if [ -z "$uv" ]; then
    "$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/tools.txt || true
    uv=$(find_uv)
fi

# $files is a list of words on purpose.
if [ -n "$uv" ]; then
    use_the_mirror_of_pip
    # shellcheck disable=SC2086
    if "$uv" pip install --quiet --python "$python" --require-hashes $files; then
        exit 0
    fi
    echo "uv could not install; trying pip" >&2
fi
# shellcheck disable=SC2086
"$python" -m pip install --quiet --disable-pip-version-check --require-hashes $files
