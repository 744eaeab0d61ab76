#!/usr/bin/env bash
# Make .venv ready; where it is ready already, do nothing (and take no time).
#
#   tools/setup.sh course    what `make lab` needs
#   tools/setup.sh course,ko the same in Korean (an extra of pyproject.toml behind the comma)
#   tools/setup.sh dev       the course and what its tests need
#   tools/setup.sh python    print the Python that would be used
#
# PYTHON=python3.12 chooses the Python. A finished set-up leaves a stamp, .venv/ready-course,
# .venv/ready-course,ko or .venv/ready-dev: its first line names what it was made from, the others what was installed. An
# interrupted set-up has none. What a stamp says is checked each time by tools/installed.py, so that
# a package that is gone, changed or broken since then is put back.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

version_of() { # prints 3.12.1 if the command really runs: a shim on PATH may only say "not found"
    "$1" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null
}

find_python() { # sets python and version, or explains what is missing
    local candidate found="" no_venv=""
    local candidates=(python3 python3.13 python3.14 python3.15 python3.12 python3.11 python)
    if [ -n "${PYTHON:-}" ]; then candidates=("$PYTHON"); fi
    for candidate in "${candidates[@]}"; do
        version=$(version_of "$candidate") || continue
        case $version in
            3.1[1-5].*) newer="" ;;
            3.1[6-9].* | 3.[2-9][0-9].* | [4-9].*) newer=yes ;;
            *) found="$found $candidate is $version," && continue ;;
        esac
        if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
            python=$candidate
            return
        fi
        no_venv="$candidate ($version)"
    done
    if [ -n "$no_venv" ]; then
        die "$no_venv cannot make an environment: it comes without venv. On Debian and Ubuntu:" \
            "sudo apt install python3-venv; then run the same command again."
    fi
    if [ -n "${PYTHON:-}" ] && [ -z "$found" ]; then die "PYTHON=$PYTHON does not run."; fi
    found=${found:- no python3 runs here}
    die "The course needs Python 3.11 or later;${found%,}. Install one, or name it:" \
        "make lab PYTHON=/path/to/python3.12"
}

if [ "${1:-}" = python ]; then
    find_python
    echo "$python"
    exit
fi

extra=${1:?course, dev or python}
have=$(version_of .venv/bin/python) || have=""
want=$have
if [ -n "${PYTHON:-}" ]; then
    find_python
    want=$version
fi
place="python $want in $PWD"
made_from="$place from $(cat pyproject.toml requirements-lock.txt tools/setup.sh | cksum)"

installed() { # isolated and without site: whatever is broken in .venv, this runs
    .venv/bin/python -IS tools/installed.py "$@"
}

if [ -n "$have" ] && [ "$have" = "$want" ]; then
    for stamp in .venv/ready-*; do # dev holds all of course and JupyterLab in Korean
        case ",${stamp#.venv/ready-}," in *",$extra,"* | ,dev,) ;; *) continue ;; esac
        if [ -f "$stamp" ] && [ "$(head -n 1 "$stamp")" = "$made_from" ]; then
            lost=$(tail -n +2 "$stamp" | installed forget | tr '\n' ' ')
            if [ -z "$lost" ]; then exit 0; fi
            say "Gone, changed or broken in .venv: ${lost% }."
            extra=${stamp##*-}
            break
        fi
    done
fi

trap 'say; say "Interrupted. Run the same command again: it starts over cleanly."; exit 130' INT TERM
if [ -n "$have" ] && cat .venv/ready-* 2>/dev/null | grep -qF "$place from " &&
    .venv/bin/python -m pip --version >/dev/null 2>&1; then
    say "Bringing .venv up to date …"
    rm -f .venv/ready-* # from here to the end it is half-made
else
    find_python
    if [ -e .venv ]; then say "The .venv here is unfinished or was made for another Python or folder: making it anew."; fi
    if [ -n "$newer" ]; then
        say "Python $version is newer than those that the course was tried with (3.11 to 3.15). Going on."
    fi
    say "Setting up .venv with $python ($version): once, a minute or two, 0.6 GB."
    rm -rf .venv
    "$python" -m venv .venv || die "The environment .venv could not be made; the reason stands above."
    made_from="python $version in $PWD from ${made_from##* from }"
fi

# The lock goes in as constraints, so that one file serves every platform, Python and extra.
if ! .venv/bin/python -m pip install --disable-pip-version-check --no-input \
    -c requirements-lock.txt -e ".[$extra]" 2>&1 | tee .venv/setup.log |
    awk '/^ *Collecting /{printf "."; fflush()} /^Installing collected/{printf " installing "; fflush()}
         END {print ""}' >&2; then
    say "The set-up did not finish. pip says:"
    grep -E '^ *(ERROR|error):' .venv/setup.log | tail -n 3 >&2 || tail -n 3 .venv/setup.log >&2
    die "Usual causes: no network, a proxy, a full disk. Run the same command again afterwards;" \
        "the whole story is in .venv/setup.log"
fi

# No question about news and no look for updates at the first start: the course needs no network.
# Settings of JupyterLab's own: what a reader has chosen stays chosen. One folder a language (make lab).
news='"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}'
korean='"@jupyterlab/translation-extension:plugin": {"locale": "ko_KR"}'
lab=.venv/share/jupyter/lab
mkdir -p $lab/settings $lab/settings-ko
echo "{$news}" >$lab/settings/overrides.json
echo "{$news, $korean}" >$lab/settings-ko/overrides.json
{ echo "$made_from" && installed list; } >.venv/ready.new
mv .venv/ready.new ".venv/ready-$extra"
say "Ready: $(du -sh .venv | cut -f1) in .venv"
