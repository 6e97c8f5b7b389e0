"""What is traded when: small pure objects that look at a session and say what they want."""
