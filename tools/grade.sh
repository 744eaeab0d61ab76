#!/usr/bin/env bash
# Grade one exercise, each submission alone: in a throw-away copy of what it needs, in the sandbox of
# tools/sandbox.py, with limits on time, memory and file size. Where there is no sandbox nothing runs.
# Run in notebooks/:   ../tools/grade.sh ex02_replace_a_product_by_a_lookup
# Then nbgrader reads the outputs into the gradebook, running nothing. Needs Linux and bubblewrap.
set -u
exercise=${1:?which exercise? e.g. ../tools/grade.sh ex02_replace_a_product_by_a_lookup}
SECONDS_EACH=${SECONDS_EACH:-300} MEMORY=${MEMORY:-4G} FILE=${FILE:-50M}
PYTHON=$(command -v python) SANDBOX=$(cd "$(dirname "$0")" && pwd)/sandbox.py failed=() odd=()
SUBMISSION=$(cd "$(dirname "$0")/.." && pwd)/w2vlib/checks/submission.py # alone: it needs no package
SEED=${SEED:-$(od -An -N3 -tu4 /dev/urandom | tr -d " ")} # of the hidden cases: the same for all

for tool in prlimit timeout; do
    command -v $tool >/dev/null || { echo "$tool is missing. Nothing was run."; exit 2; }
done
[ -f gradebook.db ] && [ -d "solutions/$exercise" ] || { echo "run \`make exercises\` first, then this in notebooks/"; exit 2; }
"$PYTHON" "$SANDBOX" "$(mktemp -d)" true || exit 2

alone() { # a command in the sandbox, where $jail alone can be written
    timeout --kill-after=10 "$SECONDS_EACH" "$PYTHON" "$SANDBOX" "$jail" \
        prlimit --as="$((${MEMORY%G} << 30))" --fsize="$((${FILE%M} << 20))" --core=0 "$@"
}

rm -rf ran && mkdir ran
for folder in submitted/*/"$exercise"/; do
    student=$(basename "$(dirname "$folder")") jail=$(mktemp -d)
    mkdir -p "$jail/submitted/$student/$exercise" "ran/$student/$exercise"
    cp nbgrader_config.py gradebook.db "$jail" && echo "$SEED" >"$jail/seed"
    cp -P "$folder/timestamp.txt" "$jail/submitted/$student/$exercise" 2>/dev/null
    if ! said=$("$PYTHON" "$SUBMISSION" "$folder$exercise.ipynb" \
        "exercises/$exercise/$exercise.ipynb" "$jail/submitted/$student/$exercise/$exercise.ipynb"); then
        failed+=("$student: $said")
        rm -rf "ran/$student" "$jail"
        continue
    fi
    while read -r line; do [ -z "$line" ] || odd+=("$student: $line"); done <<<"$said"
    alone "$PYTHON" -m nbgrader autograde "$exercise" --student="$student" --log-level=ERROR >"$jail.log" 2>&1 </dev/null
    ended=$? # not 0: it was killed, and what lies there was never run, which nbgrader takes for right
    result="autograded/$student/$exercise/$exercise.ipynb"
    if [ $ended = 0 ] && [ -f "$jail/$result" ] && [ ! -L "$jail/$result" ]; then
        cp "$jail/$result" "ran/$student/$exercise"
        cp "$folder"/{timestamp,submission_secret}.txt "ran/$student/$exercise" 2>/dev/null
        silent=$(grep -c '"evalue": ".*no answer came back' "$jail/$result")
        [ "$silent" = 0 ] || odd+=("$student: $silent checks got no answer (0 points): its kernel ended, was blocked, or was too slow")
    else
        failed+=("$student: $(grep -aE '^[A-Za-z.]*(Error|Exception|JSON)|Killed|ERROR' "$jail.log" | tail -1 | cut -c1-150) (ended with code $ended)")
        rm -r "ran/$student"
    fi
    rm -rf "$jail" "$jail.log"
done

# nothing is run here: the outputs are read, the checks' cells compared with the originals
"$PYTHON" -m nbgrader autograde "$exercise" --force --log-level=ERROR \
    --CourseDirectory.submitted_directory=ran --Execute.enabled=False --ClearOutput.enabled=False
code=$?
rm -rf ran
echo "Hidden cases: SEED=$SEED repeats them."
[ ${#odd[@]} = 0 ] || { echo "Graded, and something is to be told:"; printf '  %s\n' "${odd[@]}"; }
[ ${#failed[@]} = 0 ] || { echo "Not graded, look at these yourself:"; printf '  %s\n' "${failed[@]}"; }
exit $code
