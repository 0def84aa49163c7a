"""Packages are found here, not in pyproject.toml: `resources/` lives beside the code but installs inside it."""

from setuptools import find_namespace_packages, setup

setup(
    packages=[*find_namespace_packages(include=["sbp_desktop", "sbp_desktop.*"]), "sbp_desktop.resources"],
    package_dir={"sbp_desktop.resources": "resources"},
    package_data={
        "sbp_desktop.resources": ["**/*"],
        "sbp_desktop.storage": ["migrations/*.mako"],
        "sbp_desktop.sync.council_server": ["*.sql", "migrations/*.sql"],
    },
)
