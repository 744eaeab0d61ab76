"""nbgrader for this course. Run its commands in this folder; `make exercises` calls it too."""

c = get_config()  # noqa: F821  nbgrader supplies it

c.CourseDirectory.course_id = "make-word2vec-fast"
c.CourseDirectory.source_directory = "solutions"  # exNN_name/exNN_name.ipynb: the source
c.CourseDirectory.release_directory = "exercises"  # what students get: generated, never edited

# The blank runs: a function without a body returns None, and its check says TODO.
c.ClearSolutions.code_stub = {"python": "...  # your turn"}

# A check ends a student's loop after a few seconds; this is for loops in other cells.
c.Execute.timeout = 120
