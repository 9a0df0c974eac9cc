"""What relays are asked, and what their answers mean. Pure."""
