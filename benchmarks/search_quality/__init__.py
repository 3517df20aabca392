"""How well search finds what is known to be there, on real collections and beside the usual choices.

python -m benchmarks.search_quality            the collections that are reported
python -m benchmarks.search_quality --tuning   those that the ranking was tuned on
"""
