"""The files for running Pitcrew elsewhere fit the program: its settings, commands, ports, paths.

No container is built or started here: that takes a Docker daemon, and images from a registry.
"""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from agent.settings import Settings
from api import cli
from api.draining import DRAIN_SECONDS
from api.settings_list import rows

DEPLOY = Path(__file__).parents[1] / "deploy"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")


def documents() -> list[dict[str, Any]]:
    return [each for path in MANIFESTS for each in yaml.safe_load_all(path.read_text("utf-8"))]


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    return {each["metadata"]["name"]: each for each in documents()
            if each["kind"] == kind}  # fmt: skip


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


def containers() -> dict[str, dict[str, Any]]:
    pods = [each["spec"]["template"]["spec"] for each in of_kind("Deployment").values()]
    return {one["name"]: one for pod in pods for one in pod["containers"]}


def command_of(words: list[str]) -> None:
    """Fail unless the command and its options exist."""
    group = typer.main.get_command(cli.app)
    command = group.commands[words[0]]  # type: ignore[attr-defined]  # a group, as it has many
    known = {name for option in command.params for name in [*option.opts, *option.secondary_opts]}
    assert {word for word in words if word.startswith("--")} <= known


def test_every_setting_that_is_named_is_one() -> None:
    known = {row.name for row in rows(Settings(_env_file=None))}
    files = [DEPLOY / "Dockerfile", DEPLOY / "compose.yaml", *MANIFESTS]
    named = {
        name for path in files for name in re.findall(r"PITCREW_[A-Z_]+", path.read_text("utf-8"))
    }
    assert "PITCREW_STORE_URL" in named
    assert named - {"PITCREW_HOST"} <= known  # the proxy's name is compose's own


def test_every_command_and_option_is_one() -> None:
    services = compose()["services"]
    for words in (services["serve"]["command"], services["worker"]["command"]):
        command_of(words)
    for container in containers().values():
        command_of(container["args"])
    command_of(re.findall(r'"([^"]+)"', DOCKERFILE.rpartition("CMD [")[2]))


def test_what_is_copied_into_the_image_is_there() -> None:
    root = DEPLOY.parent
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    names = [name for line in copied for name in line.split()]
    assert {"agent", "api", "requirements.txt"} <= set(names)
    assert [name for name in names if not (root / name).exists()] == []


def test_the_image_runs_as_nobody_in_particular() -> None:
    assert re.search(r"^USER pitcrew$", DOCKERFILE, re.MULTILINE)
    for each in of_kind("Deployment").values():
        pod = each["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert f"--uid {pod['securityContext']['runAsUser']}" in DOCKERFILE
        for container in pod["containers"]:
            assert container["securityContext"]["readOnlyRootFilesystem"] is True


def test_probes_ask_paths_that_answer_without_signing_in() -> None:
    from api.auth.door import OPEN
    from api.gate import PROBES

    [serve] = [one for one in containers().values() if "readinessProbe" in one]
    paths = {
        serve[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "readiness", "liveness")
    }
    assert paths == {"/health", "/ready"}
    assert paths <= PROBES
    assert {("GET", path) for path in paths} <= OPEN
    assert serve["ports"][0]["containerPort"] == 8321


def test_there_is_time_to_drain_before_the_end() -> None:
    for service in ("serve", "worker"):
        assert int(compose()["services"][service]["stop_grace_period"][:-1]) > DRAIN_SECONDS
    for each in of_kind("Deployment").values():
        grace = each["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
        assert grace > DRAIN_SECONDS + 5


def test_the_parts_name_each_other() -> None:
    [service] = of_kind("Service").values()
    selector = service["spec"]["selector"]
    served = of_kind("Deployment")["pitcrew-serve"]["spec"]["template"]["metadata"]["labels"]
    assert selector.items() <= served.items()
    [ingress] = of_kind("Ingress").values()
    [rule] = ingress["spec"]["rules"]
    backend = rule["http"]["paths"][0]["backend"]["service"]
    assert backend["name"] == service["metadata"]["name"]
    url = of_kind("ConfigMap")["pitcrew-settings"]["data"]["PITCREW_PUBLIC_URL"]
    assert url == f"https://{rule['host']}"
    listed = yaml.safe_load((DEPLOY / "kubernetes/kustomization.yaml").read_text("utf-8"))
    assert sorted([*listed["resources"], "kustomization.yaml"]) == [p.name for p in MANIFESTS]


def test_only_the_proxy_is_published_and_trusted() -> None:
    services = compose()["services"]
    assert [name for name, each in services.items() if "ports" in each] == ["proxy"]
    address = services["proxy"]["networks"]["inside"]["ipv4_address"]
    assert services["serve"]["environment"]["PITCREW_PROXIES"] == address


def test_kubectl_builds_the_manifests() -> None:
    if shutil.which("kubectl") is None:
        pytest.skip("kubectl is not on this machine")
    built = subprocess.run(
        ["kubectl", "kustomize", DEPLOY / "kubernetes"], capture_output=True, text=True, check=True
    )
    kinds = [each["kind"] for each in yaml.safe_load_all(built.stdout)]
    assert sorted(kinds) == sorted(
        ["ConfigMap", "Deployment", "Deployment", "Ingress", "Namespace", "PersistentVolumeClaim",
         "Service"]
    )  # fmt: skip
