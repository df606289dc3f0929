"""``make bench``: every measurement, printed as ratios measured on this machine in this run."""

from benchmarks import pipeline, startup

if __name__ == "__main__":
    startup.run()
    pipeline.run()
