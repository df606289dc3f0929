"""The commands: each reads its inputs, makes one call, prints, returns an exit code."""
