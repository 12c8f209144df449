#!/bin/sh
# Installs Debian's Chromium for `make test-browser` where there is none and this user may. Never fails: where it cannot
# be had, the tests that need it say that they are skipped.
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    { timeout 300 apt-get update && timeout 600 apt-get install -y --no-install-recommends chromium; } >/dev/null 2>&1
fi
command -v chromium >/dev/null 2>&1 || echo "SKIPPED: no Chromium can be installed here; the browser tests will not run"
exit 0
