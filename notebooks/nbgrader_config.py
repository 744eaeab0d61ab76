"""nbgrader for this course. Run its commands in this folder; `make exercises` calls it too."""

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    IgnorePattern,
    LimitOutput,
    SaveAutoGrades,
)

from w2vlib.checks.marks import Marks

c = get_config()  # noqa: F821  nbgrader supplies it

c.CourseDirectory.course_id = "make-word2vec-fast"
c.CourseDirectory.source_directory = "solutions"  # exNN_name/exNN_name.ipynb: the source
c.CourseDirectory.release_directory = "exercises"  # what students get: generated, never edited

# The blank runs: a function without a body returns None, and its check says TODO.
c.ClearSolutions.code_stub = {"python": "...  # your turn"}

# Marks are a number that a check gives, and not what a cell prints: see w2vlib/checks/marks.py.
c.Autograde.autograde_preprocessors = [
    Marks,
    IgnorePattern,
    ClearMetadataPreprocessor,
    LimitOutput,
    SaveAutoGrades,
    AssignLatePenalties,
    CheckCellMetadata,
]
c.OverwriteCells.add_missing_cells = True  # the cell of a check that was deleted comes back

# A check ends a student's loop after a few seconds; this is for loops in other cells.
c.Execute.timeout = 120
c.Execute.shutdown_kernel = "immediate"  # what a notebook would do at its end is not awaited

# zip_collect: <student>/<exercise>.ipynb, <student>_<exercise>.ipynb, or the folders of Moodle.
c.FileNameCollectorPlugin.named_regexp = (
    r".*[/\\]extracted[/\\](?P<student_id>[^/\\]+?)(?:_\d+_assignsubmission_file_?)?"
    r"[/\\_](?P<file_id>ex\d\d_[a-z_]+)\.ipynb$"
)
c.ZipCollectApp.strict = True  # a notebook under another name is left out, and named
c.ExtractorPlugin.zip_ext = []  # a student's zip too: one that is broken would stop all the others
