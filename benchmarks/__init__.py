"""What is measured and how; the figures stand in README.md beside this file."""
