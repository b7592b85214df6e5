# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server around the API: login and tokens, addresses, log, faults, state, command line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import requests
from sandbox.conftest import Client, Start

from looker_sandbox.running import running_sandbox

FILES = Path(__file__).resolve().parents[2] / "roles" / "sandbox" / "files"


# Login


def test_login_answers_in_lookers_order(client: Client) -> None:
    answer = client.log_in().json()
    assert list(answer) == ["access_token", "token_type", "expires_in", "refresh_token"]
    assert (len(answer["access_token"]), answer["token_type"], answer["refresh_token"]) == (40, "Bearer", None)
    assert answer["expires_in"] in (3599, 3600)


@pytest.mark.parametrize("word", ["token", "Bearer", "bearer"])
def test_both_words_of_the_header_are_taken(client: Client, word: str) -> None:
    token = str(client.session.headers["Authorization"]).split()[1]
    client.session.headers["Authorization"] = f"{word} {token}"
    assert client.status("GET", "/user") == 200


def test_credentials_may_come_in_the_query(client: Client) -> None:
    assert client("POST", "/login?client_id=sandbox-client&client_secret=sandbox-secret").status_code == 200
    entry = client.sandbox.requests()[-1]
    assert entry["query"] == {"client_id": "sandbox-client", "client_secret": "***"}


def test_bad_credentials_answer_404(client: Client) -> None:
    answer = Client(client.sandbox).log_in(secret="wrong")
    assert answer.status_code == 404
    assert answer.json() == {
        "message": "Not found",
        "documentation_url": "https://cloud.google.com/looker/docs/r/err/4.0/404/post/api/4.0/login",
    }


def test_four_refusals_lock_the_credentials(client: Client) -> None:
    other = Client(client.sandbox)
    assert [other.log_in(secret="wrong").status_code for _unused in range(4)] == [404] * 4
    assert other.log_in().status_code == 404
    client.sandbox.reset()
    assert other.log_in().status_code == 200


def test_three_refusals_do_not_lock(client: Client) -> None:
    other = Client(client.sandbox)
    for _unused in range(2):
        assert [other.log_in(secret="wrong").status_code for _unused in range(3)] == [404] * 3
        assert other.log_in().status_code == 200


def test_without_a_token_401(client: Client) -> None:
    for answer in (
        Client(client.sandbox)("GET", "/user"),
        Client(client.sandbox)("GET", "/nothing"),
        Client(client.sandbox)("GET", "/versions"),
    ):
        assert answer.status_code == 401
        assert answer.json() == {
            "message": "Requires authentication.",
            "documentation_url": "https://cloud.google.com/looker/docs/",
        }


@pytest.mark.parametrize(("quirk", "status"), [("404", 404), ("401", 401), ("204", 204)])
def test_logging_out_twice(start: Start, quirk: str, status: int) -> None:
    client = start(quirks={"second_logout": quirk})
    assert client.status("DELETE", "/logout") == 204
    assert client.status("GET", "/user") == 401
    assert client.status("DELETE", "/logout") == status


def test_logging_out_without_a_version(client: Client) -> None:
    assert client.session.delete(f"{client.sandbox.base_url}/api/logout").status_code == 204
    assert client.status("GET", "/user") == 401


def test_each_login_starts_in_production(client: Client) -> None:
    assert client.json("PATCH", "/session", {"workspace_id": "dev"})["workspace_id"] == "dev"
    assert client.json("GET", "/session") == {
        "workspace_id": "dev",
        "sudo_user_id": None,
        "can": {"view": True, "update": True},
    }
    client.log_in()
    assert client.json("GET", "/session")["workspace_id"] == "production"


def test_sudo(client: Client) -> None:
    user = client.json("POST", "/users", {"first_name": "Ada"})
    token = client.json("POST", f"/login/{user['id']}")["access_token"]
    client.session.headers["Authorization"] = f"token {token}"
    assert client.json("GET", "/user")["first_name"] == "Ada"
    assert client.json("GET", "/session")["sudo_user_id"] == "1"
    assert client.status("POST", f"/login/{user['id']}") == 404


def test_a_disabled_users_token_is_dead(client: Client) -> None:
    user = client.json("POST", "/users", {"first_name": "Ada"})
    key = client.json("POST", f"/users/{user['id']}/credentials_api3")
    other = Client(client.sandbox)
    assert other.log_in(key["client_id"], key["client_secret"]).status_code == 200
    client.json("PATCH", f"/users/{user['id']}", {"is_disabled": True})
    assert other.status("GET", "/user") == 401
    assert other.log_in(key["client_id"], key["client_secret"]).status_code == 404


# Addresses and versions


def test_outside_the_api(client: Client) -> None:
    root = client.sandbox.base_url
    assert requests.get(f"{root}/users").status_code == 403
    assert requests.post(f"{root}/login").status_code == 403
    alive = requests.get(f"{root}/alive")
    assert (alive.status_code, alive.content, alive.headers["Content-Type"]) == (200, b"", "text/html")
    versions = requests.get(f"{root}/versions").json()
    assert list(versions) == [
        "looker_release_version",
        "current_version",
        "supported_versions",
        "api_server_url",
        "web_server_url",
    ]
    assert versions == client.json("GET", "/versions")


@pytest.mark.parametrize(
    ("quirk", "status", "kind"),
    [("404_html", 404, "text/html"), ("404_json", 404, "application/json"), ("401", 401, "application/json")],
)
def test_an_api_version_that_is_gone(start: Start, quirk: str, status: int, kind: str) -> None:
    client = start(api_versions=("4.0",), quirks={"old_api": quirk})
    listed = client.json("GET", "/versions")["supported_versions"]
    assert [v["version"] for v in listed] == ["4.0"]
    answer = client.session.get(f"{client.sandbox.base_url}/api/3.1/user")
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, kind)


def test_unknown_paths_and_methods(client: Client) -> None:
    assert client.status("GET", "/nothing") == 404
    assert client.status("DELETE", "/users") == 404


def test_not_found_can_be_a_page(start: Start) -> None:
    answer = start(quirks={"not_found_body": "html"})("GET", "/users/77")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html")
    assert "<title>Looker Not Found (404)</title>" in answer.text


def test_unreadable_json_is_400(client: Client) -> None:
    answer = client.session.post(
        f"{client.sandbox.base_url}/api/4.0/users", data="{", headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400


def test_headers(client: Client) -> None:
    ok, gone = client("GET", "/user").headers, client("DELETE", "/logout").headers
    assert (ok["Content-Type"], ok["Vary"]) == ("application/json", "Accept-Encoding, Origin")
    assert ok["X-Content-Type-Options"] == "nosniff"
    assert "Content-Type" not in gone


# Log and state


def test_the_log(client: Client) -> None:
    client.sandbox.clear_requests()
    client("GET", "/users?fields=id")
    client("POST", "/groups", {})
    requests.get(f"{client.sandbox.base_url}/versions")
    assert client.sandbox.requests() == [
        {"method": "GET", "path": "/users", "query": {"fields": "id"}, "status": 200, "version": "4.0"},
        {"method": "POST", "path": "/groups", "query": {}, "status": 422, "version": "4.0"},
        {"method": "GET", "path": "/versions", "query": {}, "status": 200, "version": None},
    ]


def test_the_control_plane_over_http(client: Client) -> None:
    root = f"{client.sandbox.base_url}/_sandbox"
    client.json("POST", "/groups", {"name": "Finance"})
    assert requests.get(f"{root}/requests").json() == client.sandbox.requests()
    state = requests.get(f"{root}/state").json()
    assert requests.delete(f"{root}/requests").status_code == 204
    assert requests.get(f"{root}/requests").json() == []
    assert requests.post(f"{root}/reset").status_code == 204
    assert client.json("GET", "/groups/search?name=finance") == []
    assert requests.put(f"{root}/state", json=state).status_code == 204
    assert client.json("GET", "/groups/search?name=finance&fields=name") == [{"name": "Finance"}]
    assert requests.get(f"{root}/state").json() == state
    assert requests.put(f"{root}/state", json={"grops": []}).json() == {"message": "unknown sections: grops"}
    assert requests.post(f"{root}/faults", json={"rules": [{"do": {"x": 1}}]}).status_code == 400
    assert requests.post(f"{root}/faults", json={"rules": [{"do": {"status": 500}}]}).status_code == 204
    assert client.status("GET", "/user") == 500
    assert requests.delete(f"{root}/faults").status_code == 204
    assert client.status("GET", "/user") == 200


SEED: dict[str, Any] = {
    "groups": [{"name": "Sales", "groups": ["EMEA"], "roles": ["User"]}, {"name": "EMEA"}],
    "users": [
        {
            "first_name": "Ada",
            "email": "Ada@acme.example",
            "groups": ["EMEA"],
            "roles": ["Developer"],
            "attribute_values": {"region": "uk"},
            "credentials": {"saml": {"email": "ada@sso.example"}, "api3": [{"client_id": "ada", "client_secret": "s"}]},
            "sessions": [{"browser": "Firefox"}],
        }
    ],
    "user_attributes": [
        {"name": "region", "label": "Region", "type": "string", "group_values": [{"group": "EMEA", "value": "emea"}]}
    ],
    "dashboards": [{"title": "Sales", "user_id": "ada@acme.example"}],
    "scheduled_plans": [{"name": "Weekly", "user_id": "1", "dashboard_id": "1"}],
}


def test_a_seed(start: Start) -> None:
    client = start(seed=SEED)
    ada = client.json("GET", "/users/search?email=ada@acme.example")[0]
    assert (ada["id"], ada["group_ids"], ada["role_ids"]) == ("2", ["1", "3"], ["3"])
    assert ada["credentials_saml"]["email"] == "ada@sso.example"
    assert [s["browser"] for s in client.json("GET", "/users/2/sessions")] == ["Firefox"]
    values = client.json("GET", "/users/2/attribute_values?user_attribute_ids=14&fields=value,source")
    assert values == [{"value": "uk", "source": "User Setting"}]
    assert Client(client.sandbox).log_in("ada", "s").status_code == 200
    state = client.sandbox.state()
    client.sandbox.set_state(state)
    assert client.sandbox.state() == state


@pytest.mark.parametrize(
    ("seed", "sentence"),
    [
        ({"users": [{"groups": ["Nobody"]}]}, r"users\[0\]\.groups: there is no 'Nobody'"),
        ({"roles": [{"name": "x", "permission_set": "Nope"}]}, "there is no 'Nope'"),
        ({"users": [{"credentials": {"smal": {}}}]}, r"users\[0\]\.credentials: unknown smal"),
        ({"users": ["ada"]}, r"users\[0\]: must be an object"),
        (
            {"scheduled_plans": [{"name": "x", "crontab": "daily"}]},
            r"scheduled_plans\[0\]\.crontab: 'daily' must have five",
        ),
        (
            {"scheduled_plans": [{"name": "x", "crontab": "0 25 * * *"}]},
            r"scheduled_plans\[0\]\.crontab: '0 25 .*' is not a",
        ),
        (
            {"scheduled_plans": [{"name": "x", "crontab": 5}]},
            r"scheduled_plans\[0\]\.crontab: '5' must have five fields",
        ),
        ({"scheduled_plans": [{"name": "x", "timezone": "Mars"}]}, r"\[0\]\.timezone: 'Mars' is not a valid time zone"),
        ({"settings": {"timezone": "Mars"}}, r"settings\.timezone: 'Mars' is not a valid time zone"),
        ({"alerts": [{"cron": "daily"}]}, r"alerts\[0\]\.cron: 'daily' must have five fields"),
        ({"roles": [{"name": "x", "model_set": "All"}]}, r"roles\[0\]\.permission_set_id: is missing"),
        (
            {"roles": [{"name": "x", "permission_set_id": "1", "model_set": None}]},
            r"roles\[0\]\.model_set_id: is missing",
        ),
        ({"permission_sets": [{"permissions": []}]}, r"permission_sets\[0\]\.name: is missing"),
        ({"permission_sets": [{"name": "x", "permissions": "explore"}]}, r"\[0\]\.permissions: must be a list"),
        ({"model_sets": [{"name": "x", "models": None}]}, r"model_sets\[0\]\.models: must be a list"),
        ({"groups": [{"users": ["1"]}]}, r"groups\[0\]\.name: is missing"),
        ({"oauth_client_apps": [{"client_guid": "x"}]}, r"oauth_client_apps\[0\]\.redirect_uris: is missing"),
    ],
)
def test_a_seed_that_cannot_be_read(seed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence), running_sandbox(seed=seed):
        pass


def test_a_state_that_cannot_be_read_changes_nothing(client: Client) -> None:
    before = client.sandbox.state()
    with pytest.raises(ValueError, match=r"settings\.timezone"):
        client.sandbox.set_state({"settings": {"timezone": "Mars"}})
    answer = requests.put(f"{client.sandbox.base_url}/_sandbox/state", json={"alerts": [{"cron": "daily"}]}, timeout=10)
    assert (answer.status_code, "alerts[0].cron" in answer.json()["message"]) == (400, True)
    assert client.sandbox.state() == before


def test_a_set_of_a_seed_holds_nothing_unless_it_says_so(start: Start) -> None:
    """As one that is made with a name only. What changes an object that is there need not say everything."""
    seed = {
        "permission_sets": [{"name": "None"}],
        "model_sets": [{"name": "None"}],
        "roles": [{"id": 3, "name": "Dev"}],
    }
    client = start(seed=seed)
    assert client.json("GET", "/permission_sets/search?name=None")[0]["permissions"] == []
    assert client.json("GET", "/model_sets/search?name=None")[0]["models"] == []
    assert client.json("GET", "/roles/3?fields=name,permission_set(name)") == {
        "name": "Dev",
        "permission_set": {"name": "Developer"},
    }


# Faults


def test_a_status_on_demand(client: Client) -> None:
    client.sandbox.faults({"match": {"path": "/user"}, "do": {"status": 429, "retry_after": 7}})
    answer = client("GET", "/user")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    client.sandbox.faults({"match": {"path": "/user"}, "do": {"status": 502, "body": "html"}})
    assert client("GET", "/user").headers["Content-Type"] == "text/html"
    client.sandbox.faults()
    assert client.status("GET", "/user") == 200


@pytest.mark.parametrize(("when", "made"), [("before", 0), ("after", 1)])
def test_a_connection_that_breaks(client: Client, when: str, made: int) -> None:
    client.sandbox.faults({"match": {"method": "POST", "path": "/groups"}, "when": {"nth": 1}, "do": {"reset": when}})
    with pytest.raises(requests.ConnectionError):
        client("POST", "/groups", {"name": "Finance"})
    assert client.sandbox.requests()[-1]["status"] is None
    assert len(client.json("GET", "/groups/search?name=finance")) == made


def test_a_token_that_expires(client: Client) -> None:
    client.sandbox.faults({"when": {"nth": 2}, "do": {"expire_token": True}})
    assert [client.status("GET", "/user") for _unused in range(3)] == [200, 401, 401]
    client.log_in()
    assert client.status("GET", "/user") == 200


def test_a_delay(client: Client) -> None:
    client.sandbox.faults({"do": {"delay_ms": 150}})
    before = time.monotonic()
    client("GET", "/user")
    assert time.monotonic() - before >= 0.15


def test_a_truncated_answer(client: Client) -> None:
    client.sandbox.faults({"do": {"truncate": True}})
    with pytest.raises(requests.RequestException):
        client("GET", "/user")


def test_an_answer_that_is_no_json(client: Client) -> None:
    client.sandbox.faults({"do": {"invalid_body": True}})
    with pytest.raises(ValueError, match="line 1 column"):
        client("GET", "/user").json()


def test_latency(start: Start) -> None:
    client = start(latency_ms=40)
    before = time.monotonic()
    client("GET", "/user")
    assert time.monotonic() - before >= 0.04


def test_https(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make a certificate")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    request = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
    )
    files = ["-keyout", str(key), "-out", str(cert)]
    subprocess.run([*request.split(), *files], check=True, capture_output=True)
    with running_sandbox(tls_cert=str(cert), tls_key=str(key)) as sandbox:
        assert sandbox.base_url.startswith("https://127.0.0.1:")
        versions = requests.get(f"{sandbox.base_url}/versions", verify=str(cert)).json()
        assert versions["api_server_url"] == sandbox.base_url


# Command line


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(FILES)}
    command = [sys.executable, "-m", "looker_sandbox", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=30)


@pytest.mark.slow
def test_in_the_background(tmp_path: Path) -> None:
    options = ("--detach", f"--state-dir={tmp_path}", "--max-lifetime=30", "--seed=demo", "--quirk=duplicate_group=409")
    ready = json.loads(_run(*options).stdout)
    try:
        assert ready["started"]
        assert requests.get(f"{ready['base_url']}/versions").status_code == 200
        assert int((tmp_path / "sandbox.pid").read_text()) == ready["pid"]
        assert json.loads(_run(*options).stdout) == {**ready, "started": False}
    finally:
        stopped = _run("--stop", f"--state-dir={tmp_path}")
    assert json.loads(stopped.stdout) == {"stopped": True}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sandbox.log"]
    assert json.loads(_run("--stop", f"--state-dir={tmp_path}").stdout) == {"stopped": False}


@pytest.mark.slow
def test_it_ends_by_itself(tmp_path: Path) -> None:
    ready = json.loads(_run("--detach", f"--state-dir={tmp_path}", "--max-lifetime=0.3").stdout)
    deadline = time.monotonic() + 10
    while (tmp_path / "sandbox.json").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{ready['base_url']}/versions", timeout=2)


def test_a_process_that_is_none_of_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "sandbox.json").write_text(json.dumps({"pid": os.getppid()}))
    assert json.loads(_run("--stop", f"--state-dir={tmp_path}").stdout) == {"stopped": False}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ("--quirk=nope=1", "quirk 'nope' does not exist"),
        ("--api-versions=5.0", "API versions 5.0 do not exist"),
        ("--seed=/nowhere.json", "seed /nowhere.json: No such file or directory"),
        (f"--seed={__file__}", "test_server.py: is not JSON: Expecting value: line 1 column 1"),
        (f"--faults={__file__}", "test_server.py: is not JSON: Expecting value: line 1 column 1"),
        ("--release=soon", "release 'soon' is not of the form"),
    ],
)
def test_a_bad_option_is_one_sentence(option: str, sentence: str) -> None:
    run = _run(option)
    assert run.returncode == 2
    assert sentence in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1


def test_it_starts_quickly(client: Client) -> None:
    before = time.monotonic()
    with running_sandbox():
        assert time.monotonic() - before < 0.5
