"""The bill of materials: every library of a laptop with version, hashes and licence, as CycloneDX."""

from __future__ import annotations

import tomllib
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

import locked


def bill(lock: Path, project: Path) -> Bom:
    """Return the bill of what `lock` pins, for the app that the pyproject.toml `project` describes."""
    about = tomllib.loads(project.read_text("utf-8"))["project"]
    app = Component(name=about["name"], version=about["version"], type=ComponentType.APPLICATION)
    app.licenses.add(DisjunctiveLicense(id=about["license"]))
    made = Bom(components=[_component(one) for one in locked.libraries(lock)])
    made.metadata.component = app
    made.register_dependency(app, made.components)
    return made


def write(made: Bom, path: Path) -> None:
    """Write a bill as CycloneDX 1.6 JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    output = make_outputter(made, OutputFormat.JSON, SchemaVersion.V1_6)
    output.output_to_file(str(path), allow_overwrite=True, indent=1)


def _component(one: locked.Library) -> Component:
    purl = PackageURL("pypi", None, one.name, one.version)
    hashes = [HashType(alg=HashAlgorithm.SHA_256, content=content) for content in one.hashes]
    made = Component(name=one.name, version=one.version, purl=purl, hashes=hashes, bom_ref=purl.to_string())
    named = locked.licence(one.name)
    if named:
        made.licenses.add(DisjunctiveLicense(name=named))
    return made
