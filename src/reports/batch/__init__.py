"""Many stories at once: worker processes, resuming, failures that are counted and never lost.

`reports.batch.start` is the way in; `reports batch` and `reports watch` are its coats. This package shows nothing and
knows no option of the command line.
"""
