"""The values for Zero to JupyterHub: keys that its chart knows, and figures that fit together."""

import math
from pathlib import Path

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
VALUES = yaml.safe_load((ROOT / "tools/jupyterhub/values.yaml").read_text(encoding="utf-8"))


def part(required: str = "", **properties) -> dict:
    """The schema of a mapping that may hold these keys and no others."""
    return dict(
        type="object",
        properties=properties,
        required=required.split(),
        additionalProperties=False,
    )


FREE, TEXT, FLAG, NUMBER = (dict(type=t) for t in ("object", "string", "boolean", "number"))
# What we use of the chart's own values.schema.yaml, with its types. Like there, a key that is
# not known is an error: helm refuses the file.
CHART = part(
    hub=part(config=FREE),
    singleuser=part(
        image=part("name tag", name=TEXT, tag=TEXT),
        cmd=dict(type="array", items=TEXT),
        defaultUrl=TEXT,
        memory=part(guarantee=TEXT, limit=TEXT),
        cpu=part(guarantee=NUMBER, limit=NUMBER),
        storage=part(
            "type homeMountPath",
            type=dict(enum=["dynamic", "static", "none"]),
            capacity=TEXT,
            homeMountPath=TEXT,
        ),
        extraEnv=dict(FREE, additionalProperties=TEXT),  # Kubernetes takes text alone
        extraFiles=dict(FREE, additionalProperties=part("mountPath", mountPath=TEXT, data=FREE)),
        lifecycleHooks=part(postStart=FREE),
        networkPolicy=part(enabled=FLAG),
    ),
    cull=part("enabled", enabled=FLAG, timeout=dict(type="integer")),
    scheduling=part(userScheduler=part("enabled", enabled=FLAG)),
)


def test_the_chart_knows_every_key():
    jsonschema.validate(VALUES, CHART)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(VALUES | {"singleUser": {}}, CHART)


def gigabytes(text: str) -> float:
    assert text.endswith("G"), text
    return float(text[:-1])


def test_a_student_gets_what_the_guide_says():
    user = VALUES["singleuser"]
    guarantee, limit = (gigabytes(user["memory"][k]) for k in ("guarantee", "limit"))
    assert guarantee < limit and 0 < user["cpu"]["guarantee"] < user["cpu"]["limit"]
    guide = (ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8")
    assert f"**{guarantee:g} GB** for each student" in guide and f"limit of {limit:g} GB" in guide
    assert f"limits.memory {limit:g}G\n" in guide
    assert f"1 for {1 / user['cpu']['guarantee']:g} students" in guide
    assert user["storage"]["type"] == "dynamic"
    assert f"{user['storage']['capacity'].removesuffix('Gi')} GB (`storage.capacity`)" in guide


def test_the_sums_of_the_guide_are_right():
    """students | memory | cores: 0.7 GB each and a tenth on top, a core for eight."""
    guide = (ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8")
    for students in (30, 100, 300):
        memory, cores = math.ceil(1.1 * students * 0.7), math.ceil(students / 8)
        start = f"| {students} | 1.1 × {students} × 0.7 "
        row = next(line for line in guide.splitlines() if line.startswith(start))
        assert f"= {memory} GB" in row and f" {cores} " in row


def test_the_peak_of_a_lesson_and_jupyterlab_fit_into_the_memory_of_a_student():
    """Of the measured table in the guide."""
    guide = (ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8")
    table = guide.split("<!-- lesson costs: begin -->")[1].split("<!-- lesson costs: end -->")[0]
    peaks = [
        float(row.split("|")[3]) for row in table.splitlines() if row.startswith(("| 0", "| 1"))
    ]
    lab = float(table.split("without a kernel: ")[1].split(" MB")[0])
    assert len(peaks) == 12
    assert max(peaks) + lab <= 1000 * gigabytes(VALUES["singleuser"]["memory"]["guarantee"])


def test_the_course_is_fetched_to_where_a_student_starts():
    user = VALUES["singleuser"]
    command = user["lifecycleHooks"]["postStart"]["exec"]["command"]
    assert command[0] == "gitpuller" and len(command) == 4
    home, place = user["storage"]["homeMountPath"], command[3]
    assert place.startswith(home + "/")  # on the volume, so that it is kept
    start = user["defaultUrl"].removeprefix(
        "/lab/tree/work/" + place.removeprefix(home + "/") + "/"
    )
    assert start == "notebooks/00_start_here.ipynb" and (ROOT / start).exists()
