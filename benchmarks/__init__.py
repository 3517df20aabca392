"""What the library costs beside what it stands on: each figure a ratio of two things measured in one run.

python -m benchmarks                    everything, then benchmarks/RESULTS.md
python -m benchmarks.web_pages          one of them
python -m benchmarks.report             RESULTS.md again from benchmarks/results
"""
