"""The values for Dask's Helm chart: keys that it knows, and figures that fit together."""

from importlib import metadata
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.test_jupyterhub import FLAG, TEXT, part

ROOT = Path(__file__).resolve().parent.parent
VALUES = yaml.safe_load((ROOT / "tools/dask/values.yaml").read_text(encoding="utf-8"))
GUIDE = (ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8")

WHOLE = dict(type="integer", minimum=1)
AMOUNTS = part("cpu memory", cpu=dict(type="number"), memory=TEXT)
POD = part("requests limits", requests=AMOUNTS, limits=AMOUNTS)
IMAGE = dict(repository=TEXT, tag=TEXT)
VARIABLE = part("name value", name=TEXT, value=TEXT)  # Kubernetes takes text alone
# What we use of the chart's values.yaml. The chart has no schema: helm passes over a key that it
# does not know without a word, so here it is an error.
CHART = part(
    scheduler=part(image=part("repository tag", **IMAGE), resources=POD),
    worker=part(
        image=part("repository tag dask_worker", **IMAGE, dask_worker=TEXT),
        replicas=WHOLE,
        threads_per_worker=WHOLE,
        resources=POD,
        env=dict(type="array", items=VARIABLE),
    ),
    webUI=part(ingress=part(enabled=FLAG)),
    jupyter=part(enabled=FLAG),
)


def test_the_chart_knows_every_key():
    jsonschema.validate(VALUES, CHART)
    for wrong in ({"workers": {}}, {"worker": VALUES["worker"] | {"nthreads": 1}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(VALUES | wrong, CHART)


def test_scheduler_and_workers_have_one_image_the_one_of_the_hub():
    hub = yaml.safe_load((ROOT / "tools/jupyterhub/values.yaml").read_text(encoding="utf-8"))
    image = hub["singleuser"]["image"]
    for who in ("scheduler", "worker"):
        found = VALUES[who]["image"]
        assert (found["repository"], found["tag"]) == (image["name"], image["tag"])


def wanted(pod: str) -> tuple[float, float]:
    """Cores and GB that are kept for one pod."""
    amounts = VALUES[pod]["resources"]["requests"]
    return amounts["cpu"], float(amounts["memory"].removesuffix("G"))


def test_the_guide_adds_up_what_it_costs():
    n, (cpu, memory), scheduler = (
        VALUES["worker"]["replicas"],
        wanted("worker"),
        wanted("scheduler"),
    )
    cores, total = n * cpu + scheduler[0], n * memory + scheduler[1]
    assert f"{n} workers and a scheduler, {cores:g} cores and {total:g} GB" in " ".join(
        GUIDE.split()
    )
    assert VALUES["worker"]["threads_per_worker"] == VALUES["worker"]["resources"]["limits"]["cpu"]


def test_the_guide_installs_the_version_that_is_tested():
    assert f"distributed=={metadata.version('distributed')}" in GUIDE


def test_the_address_in_the_guide_is_that_of_the_release():
    """The chart names its scheduler <release>-scheduler where the release is called dask."""
    assert "helm upgrade --install dask dask/dask" in GUIDE
    assert 'Client("tcp://dask-scheduler:8786")' in GUIDE
