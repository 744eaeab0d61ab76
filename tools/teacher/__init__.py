"""The teacher's printed pages: one for each lesson, t01 … t10, and a sheet to hand out."""
