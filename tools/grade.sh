#!/usr/bin/env bash
# Grade one exercise, each submission alone: in a throw-away copy of the course, without network, with
# limits on time, memory and file size. Run in notebooks/:   ../tools/grade.sh ex02_replace_a_product_by_a_lookup
# Then nbgrader reads the outputs into the gradebook, running nothing. Needs Linux (unshare, prlimit, timeout).
# A submission can read what you can read: use an account or a machine that holds nothing else.
set -u
exercise=${1:?which exercise? e.g. ../tools/grade.sh ex02_replace_a_product_by_a_lookup}
SECONDS_EACH=${SECONDS_EACH:-300} MEMORY=${MEMORY:-4G} FILE=${FILE:-50M}
PYTHON=$(command -v python) failed=()
export COURSE=$PWD

for tool in unshare setpriv prlimit timeout ip; do
    command -v $tool >/dev/null || { echo "$tool is missing: grade in a container instead"; exit 2; }
done
[ -f gradebook.db ] && [ -d "solutions/$exercise" ] || { echo "run \`make exercises\` first, then this in notebooks/"; exit 2; }

alone() { # a command in $PWD: no network, nothing else writable, limits; what it leaves behind is ended
    timeout --kill-after=10 "$SECONDS_EACH" unshare --map-root-user \
        --net --mount --pid --fork --kill-child --mount-proc -- sh -ec '
            ip link set lo up
            mount -o remount,bind,ro /
            awk "{print \$5}" /proc/self/mountinfo | while read -r place; do
                mount -o remount,bind,ro "$place" 2>/dev/null || true # a disk of its own under /
            done
            mount -t tmpfs -o size=64m tmpfs /dev/shm
            for place in "$HOME" "$COURSE"; do
                mount --bind "$place" "$place"; mount -o remount,bind,ro "$place"
            done
            mount --bind "$PWD" "$PWD"; mount -o remount,bind,rw "$PWD"; cd "$PWD"
            exec "$@"' sh \
        setpriv --bounding-set=-all --inh-caps=-all --no-new-privs \
        prlimit --as="$((${MEMORY%G} << 30))" --fsize="$((${FILE%M} << 20))" --core=0 \
        env -i PATH="$PATH" LANG=C.UTF-8 HOME="$PWD" TMPDIR="$PWD" OPENBLAS_NUM_THREADS=1 "$@"
}

rm -rf ran && mkdir ran
for folder in submitted/*/"$exercise"/; do
    student=$(basename "$(dirname "$folder")") jail=$(mktemp -d)
    mkdir -p "$jail/submitted/$student/$exercise" "$jail/solutions" "ran/$student/$exercise"
    cp nbgrader_config.py gradebook.db "$jail" && cp -r "solutions/$exercise" "$jail/solutions"
    cp -P "$folder$exercise.ipynb" "$folder/timestamp.txt" "$jail/submitted/$student/$exercise" 2>/dev/null
    cd "$jail"
    alone "$PYTHON" -m nbgrader autograde "$exercise" --student="$student" --log-level=ERROR >"$jail.log" 2>&1 </dev/null
    result="autograded/$student/$exercise/$exercise.ipynb"
    cd "$COURSE"
    if [ -f "$jail/$result" ] && [ ! -L "$jail/$result" ]; then
        cp "$jail/$result" "ran/$student/$exercise"
        cp "$folder/timestamp.txt" "ran/$student/$exercise" 2>/dev/null
    else
        failed+=("$student: $(grep -aE '^[A-Za-z.]*(Error|Exception|JSON)|Killed|ERROR' "$jail.log" | tail -1 | cut -c1-150)")
        rm -r "ran/$student"
    fi
    rm -rf "$jail" "$jail.log"
done

# nothing is run here: the outputs are read, the checks' cells compared with the originals
"$PYTHON" -m nbgrader autograde "$exercise" --force --log-level=ERROR \
    --CourseDirectory.submitted_directory=ran --Execute.enabled=False --ClearOutput.enabled=False
code=$?
rm -rf ran
[ ${#failed[@]} = 0 ] || { echo "Not graded, look at these yourself:"; printf '  %s\n' "${failed[@]}"; }
exit $code
