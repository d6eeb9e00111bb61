"""How near each municipality is to another severity: the smallest change that moves it."""
