#!/bin/sh
# Makes .venv with a Python of at least 3.11, by the first way that the machine offers; says what is missing otherwise.
set -eu

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
can() { "$1" -c "import $2" 2>/dev/null; }

chosen=
for name in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
    if command -v "$name" >/dev/null 2>&1 && is_new_enough "$name"; then
        chosen=${chosen:-$name}
        if can "$name" ensurepip; then
            chosen=$name
            break
        fi
    fi
done

if [ -z "$chosen" ]; then
    echo "Python 3.11 or newer is needed, and none was found (looked for ${PYTHON:-python3.13 python3.12 python3.11 python3})." >&2
    echo "Install one, or name it: make setup PYTHON=/path/to/python3" >&2
    exit 1
fi

echo "Making .venv with $("$chosen" --version)"
if can "$chosen" ensurepip; then
    "$chosen" -m venv .venv
elif can "$chosen" virtualenv; then
    "$chosen" -m virtualenv --quiet .venv
elif command -v uv >/dev/null 2>&1; then
    uv venv --quiet --python "$chosen" .venv
elif can "$chosen" pip; then
    "$chosen" -m pip install --quiet --target var/virtualenv virtualenv
    PYTHONPATH=var/virtualenv "$chosen" -m virtualenv --quiet .venv
else
    echo "$chosen can make no virtual environment: it has neither ensurepip, virtualenv nor pip, and there is no uv." >&2
    echo "On Debian and Ubuntu: apt-get install python3-venv" >&2
    exit 1
fi
