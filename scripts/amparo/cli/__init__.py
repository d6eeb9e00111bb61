"""What a person types; nothing here computes."""
