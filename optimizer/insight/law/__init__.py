"""The law's what-ifs: what another text would mean. None of them can be submitted."""
