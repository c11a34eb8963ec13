"""The blueprint that all pages of scheduling share."""

from flask import Blueprint

blueprint = Blueprint("scheduling", __name__)
