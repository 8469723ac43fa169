"""What the service does without being asked: announcing, sweeping, delivering, forgetting."""
