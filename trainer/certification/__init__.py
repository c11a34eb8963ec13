"""Certificates: issue, correct, revoke and verify; `pdf` is pure drawing."""
