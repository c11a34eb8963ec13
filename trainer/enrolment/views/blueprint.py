"""The blueprint that all pages of enrolment hang on."""

from flask import Blueprint

blueprint = Blueprint("enrolment", __name__)
