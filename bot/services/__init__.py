"""What people can do, without a word of Slack."""
