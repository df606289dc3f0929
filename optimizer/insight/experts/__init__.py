"""What single experts mean for the plan: severity, spread, agreement, influence. Never blame."""
