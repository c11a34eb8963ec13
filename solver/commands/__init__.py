"""What `python -m solver` can be told, one file for each command."""
