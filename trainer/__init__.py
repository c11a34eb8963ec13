"""The application: programmes, scheduling and certificates of public training bases."""
