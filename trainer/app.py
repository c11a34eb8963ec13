"""The application: what it is made of stands in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, Flask, g
from werkzeug.middleware.proxy_fix import ProxyFix

from trainer.accounts import queries as account_queries
from trainer.accounts import views as accounts
from trainer.assessment import views as assessment
from trainer.catalogue import views as catalogue
from trainer.certification import tasks as certification_tasks
from trainer.certification import views as certification
from trainer.config import Config
from trainer.delivery import views as delivery
from trainer.enrolment import views as enrolment
from trainer.homes import views as home_views
from trainer.kit.crypto import Vault
from trainer.kit.db import Database
from trainer.kit.jobs import JobFunction, Jobs
from trainer.kit.package_files import package_folder
from trainer.kit.queue import make_huey
from trainer.programmes import tasks as programmes_tasks
from trainer.programmes import views as programmes
from trainer.resources import views as resources
from trainer.scheduling import reasons_tasks, repair_tasks
from trainer.scheduling import tasks as scheduling_tasks
from trainer.scheduling import views as scheduling
from trainer.skills import views as skills
from trainer.web import access, assets, errors, gallery, language, navigation, security
from trainer.web.platform import Platform
from trainer.web.platform import platform as current_platform
from trainer.web.transaction import TransactionalFlask, close_session

BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts.blueprint,
    assessment.blueprint,
    certification.blueprint,
    catalogue.blueprint,
    delivery.blueprint,
    enrolment.blueprint,
    programmes.blueprint,
    home_views.blueprint,
    scheduling.blueprint,
    resources.blueprint,
    skills.blueprint,
)

# What can run in the background, by the name that a job carries.
JOBS: Mapping[str, JobFunction] = {
    scheduling_tasks.SOLVE_TIMETABLE: scheduling_tasks.solve_timetable,
    reasons_tasks.FIND_REASONS: reasons_tasks.find_reasons,
    repair_tasks.REPAIR_TIMETABLE: repair_tasks.repair_timetable,
    "issue-certificates": certification_tasks.issue_cohort,
}

# What the worker does every minute beside picking up jobs.
ROUNDS: Mapping[str, Callable[[Database], object]] = {
    "certification.finish_left_over": certification_tasks.finish_left_over,
    "programmes.settle_joint_classes": programmes_tasks.settle_joint_classes,
    "programmes.lapse_proposals": programmes_tasks.lapse_proposals,
}


def make_platform(config: Config) -> Platform:
    """The database and the job queue of a deployment, for the web, the worker and the command line alike."""
    database = Database(config.database_url, Vault(config.data_key_bytes()))
    return Platform(
        config=config,
        database=database,
        jobs=Jobs(database, make_huey(config.queue, config.data_dir, config.database_url), JOBS, ROUNDS),
        load_viewer=account_queries.viewer_of_sign_in,
        count_notices=account_queries.count_unread_notices,
    )


def create_app(platform: Platform) -> Flask:
    """The web application over a platform; raises UndeclaredAccess when a route declares no access."""
    app = TransactionalFlask(
        "trainer",
        template_folder=str(package_folder("templates")),
        static_folder=str(package_folder("static")),
    )
    app.config.update(security.settings(platform.config))
    app.extensions["trainer"] = platform
    if platform.config.secure_cookies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    app.before_request(access.load_viewer)
    app.teardown_request(close_session)
    for part in (language, security, assets, navigation, errors):
        part.register(app)
    app.context_processor(product)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if platform.config.development:
        gallery.register(app)
    access.check_declarations(app)
    return app


def product() -> dict[str, object]:
    """The product's name in the reader's language, and the bell's count."""
    config = current_platform().config
    name = config.product_name_en if language.language() == "en" else config.product_name
    return {"product_name": name, "unread": g.get("notice_count", 0)}
