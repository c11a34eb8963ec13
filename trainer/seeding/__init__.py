"""What a deployment starts with: the reference data of every one, and the demonstration district."""
