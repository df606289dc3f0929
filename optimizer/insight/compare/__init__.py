"""Two to eight scenarios side by side: what differs, who gains and loses, and through what."""
