"""Nothing is timed: the first phone of a country loads its numbering plan, which takes longer than others."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
