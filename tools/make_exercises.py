"""Have nbgrader write the students' versions of the exercises: `make exercises`.

Everything is nbgrader's own `generate_assignment`; this file only loops over the assignments and
removes what has no source any more. The gradebook (notebooks/gradebook.db) learns the tasks and
their points on the way, which grading needs.
"""

import os
import shutil
import sys
from pathlib import Path

COURSE = Path(__file__).resolve().parent.parent / "notebooks"


def generate(course: Path = COURSE) -> list[str]:
    """Write course/exercises from course/solutions; returns the names of the assignments."""
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    from nbgrader.apps.api import NbGraderAPI  # it calls alembic by name: hence the PATH above
    from traitlets.config import PyFileConfigLoader

    config = PyFileConfigLoader("nbgrader_config.py", path=str(COURSE)).load_config()
    config.CourseDirectory.root = str(course)
    api = NbGraderAPI(config=config)
    names = sorted(path.parent.name for path in course.glob("solutions/ex*/ex*.ipynb"))
    for name in names:
        result = api.generate_assignment(name)
        if not result["success"]:
            raise SystemExit(f"{name}: {result.get('error') or result.get('log')}")
    for path in (course / "exercises").glob("*"):
        if path.name not in names:
            shutil.rmtree(path)
    return names


if __name__ == "__main__":
    print(f"notebooks/exercises: {', '.join(generate())}")
