"""Values in, Block Kit out. No queries, no Slack client."""
