#!/usr/bin/env bash
# On a machine made anew, do what the README says, word for word: `make fresh`.
#
#   tools/fresh.sh                            every machine below
#   tools/fresh.sh forky:python3.15 trixie    these: a release of Debian, and perhaps which Python
#   TEST='-m "not browser"' tools/fresh.sh …  what `make test` is given there (TEST=no: only make lab)
#   ALSO='chromium nodejs npm' TEST='' …      packages beyond the README's, here for the browser's tests
#
# mmdebstrap makes each machine (a minute, 0.4 GB in build/fresh, deleted at the end), bubblewrap enters
# it. It has this machine's mirror of Debian, pip's settings and certificates, and nothing else of it.
# Needs root, Debian, and: apt install mmdebstrap bubblewrap
set -euo pipefail
cd "$(dirname "$0")/.."
machines=("$@")
if [ $# = 0 ]; then machines=(bookworm trixie forky forky:python3.15); fi
TEST=${TEST-'-m "not browser"'} # with its quotes, for make

for tool in mmdebstrap bwrap apt-get; do
    command -v $tool >/dev/null || { echo "$tool is missing: on Debian, apt install mmdebstrap bubblewrap"; exit 2; }
done
[ "$(id -u)" = 0 ] || { echo "making a machine needs root"; exit 2; }
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' |
    head -n 1)
[ -n "$mirror" ] || { echo "apt knows no mirror of Debian: run apt-get update first"; exit 2; }
# The README's own lines: what to install, and how to begin.
packages=$(sed -nE 's/^sudo apt install (.*)$/\1/p' README.md)
[ -n "$packages" ] || { echo "README.md does not say what to install on Debian"; exit 2; }

enter() { # a command in the machine $root, as the user `learner` in the course if there is one
    bwrap --bind "$root" / --proc /proc --dev /dev --perms 1777 --tmpfs /tmp --perms 1777 --tmpfs /dev/shm --unshare-pid --die-with-parent \
        --ro-bind /etc/resolv.conf /etc/resolv.conf --clearenv --setenv LANG C.UTF-8 \
        --setenv PATH /usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin "$@"
}
learner() { enter --setenv HOME /home/learner --chdir /home/learner/course setpriv --reuid=learner --regid=learner --clear-groups "$@"; }

pip_settings() { # of pip's settings those that lead to its index
    python3 -m pip config list 2>/dev/null | awk -F"'" '
        /^(global|:env:)\.(index-url|extra-index-url|trusted-host|proxy|cert|default-timeout|timeout)=/ {
            split($1, key, /[.=]/); sub(/^default-/, "", key[2])
            if ($2 !~ /^file:/ && !seen[key[2]]++) print key[2] " = " $2 }'
}

one() { # make a machine, follow the README, say how it went
    local release=${1%%:*} python=""
    root=$PWD/build/fresh/${1//:/-}
    case $1 in *:*) python=${1#*:} ;; esac
    rm -rf "$root" && mkdir -p "$(dirname "$root")"
    mmdebstrap --quiet --aptopt='Acquire::Check-Valid-Until "false"' --variant=minbase \
        --include=ca-certificates "$release" "$root" "$mirror"
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
    { echo "[global]" && pip_settings; } >"$root/etc/pip.conf"
    # shellcheck disable=SC2086
    { enter apt-get -o Acquire::Check-Valid-Until=false update -qq &&
        enter env DEBIAN_FRONTEND=noninteractive apt-get install -qq $packages \
            ${python:+$python-venv} ${ALSO:-}; } >"$root.log" 2>&1 || { tail -n 5 "$root.log"; exit 1; }
    enter useradd --create-home --shell /bin/bash learner
    git clone --quiet . "$root/home/learner/course" # as the README's reader has cloned it
    enter chown -R learner: /home/learner
    learner make lab ARGS=--no-browser ${python:+PYTHON=$python} >"$root.lab" 2>&1 &
    local lab=$! address="" seconds
    for seconds in $(seq 900); do
        address=$(grep -oE 'http://127\.0\.0\.1:[0-9]+/lab[^ ]*token=[0-9a-f]+' "$root.lab" | head -n 1 || true)
        if [ -n "$address" ] || ! kill -0 $lab 2>/dev/null; then break; fi
        sleep 1
    done
    if [ -z "$address" ] || ! learner .venv/bin/python -c "
import urllib.request; assert urllib.request.urlopen('$address').status == 200"; then
        echo "$1: make lab does not answer:" && tail -n 20 "$root.lab" && exit 1
    fi
    kill $lab && wait $lab 2>/dev/null || true
    learner .venv/bin/python -m w2vlib | tail -n 1
    echo "$1: make lab answers after $seconds s, $(learner .venv/bin/python --version)"
    if [ "$TEST" != no ]; then
        learner make test "ARGS=$TEST" ${python:+PYTHON=$python} >"$root.test" 2>&1 ||
            { grep -aE '^(FAILED|ERROR)' "$root.test" || true; tail -n 2 "$root.test"; exit 1; }
        echo "$1: $(tail -n 1 "$root.test")"
    fi
    rm -rf "$root"
}

if [ ${#machines[@]} = 1 ]; then
    one "${machines[0]}"
    exit
fi
bad=0
for machine in "${machines[@]}"; do bash tools/fresh.sh "$machine" || bad=1; done
exit $bad
