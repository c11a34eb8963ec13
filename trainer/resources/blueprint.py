"""The blueprint that all pages of resources belong to."""

from flask import Blueprint

blueprint = Blueprint("resources", __name__)
