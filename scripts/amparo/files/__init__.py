"""Files and folders on disk: locks, permissions."""
