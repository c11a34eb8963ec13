"""The blueprint that all pages of the contract side hang on."""

from flask import Blueprint

blueprint = Blueprint("programmes", __name__)
