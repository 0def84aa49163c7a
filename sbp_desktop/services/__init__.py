"""What a worker can do: plain functions whose first argument is the vault."""
