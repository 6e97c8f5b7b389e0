"""How volatile it has been."""
