#!/bin/sh
# Installs the browser libraries and builds static/dist; brings Node along in .venv where the machine has none.
set -eu

NODE_FLOOR=20

has_node() {
    command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1 &&
        [ "$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)" -ge "$NODE_FLOOR" ]
}

if ! has_node; then
    PATH=$PWD/.venv/bin:$PATH
    export PATH
fi
if ! has_node; then
    echo "Installing Node into .venv (there is no npm with Node $NODE_FLOOR or newer)"
    tools/install.sh requirements/node.txt
    hash -r
fi

if [ node_modules/.installed -nt package-lock.json ] && [ node_modules/.installed -nt package.json ]; then
    :
else
    echo "Installing the browser libraries"
    npm ci --silent --no-audit --no-fund
    touch node_modules/.installed
fi
echo "Building the pages' styles, scripts and fonts"
npm run --silent build
