# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options, environment and looker.ini: which wins, what is refused, what is warned about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.biops.looker.plugins.doc_fragments.connection import ModuleDocFragment
from ansible_collections.biops.looker.plugins.module_utils._connection import (
    Connection,
    argument_spec,
    connection_from,
)
from ansible_collections.biops.looker.plugins.module_utils._errors import BadOption

OPTIONS = {"base_url": "https://option.example", "client_id": "oid", "client_secret": "osecret"}
ENVIRONMENT = {
    "LOOKERSDK_BASE_URL": "https://environment.example",
    "LOOKERSDK_CLIENT_ID": "eid",
    "LOOKERSDK_CLIENT_SECRET": "esecret",
    "LOOKERSDK_API_VERSION": "3.1",
    "LOOKERSDK_VERIFY_SSL": "false",
    "LOOKERSDK_TIMEOUT": "7",
}
INI = """
[Looker]
# a comment
base_url=https://ini.example:19999
client_id="iid"
client_secret='i%secret'
verify_ssl=no
timeout=31

[Other]
base_url=https://other.example
client_id=xid
client_secret=xsecret
"""


def made(options: dict[str, Any], environ: dict[str, str] | None = None, ini: str = INI) -> Connection:
    """A connection from options as AnsibleModule hands them over: all of them, with None for those not given."""
    spec = argument_spec()
    params = {name: option.get("default") for name, option in spec.items()} | options
    return connection_from(params, environ or {}, lambda _path: ini)


def test_options_win_over_environment_and_file() -> None:
    options = {**OPTIONS, "api_version": "4.0", "validate_certs": True, "timeout": 9, "config_file": "looker.ini"}
    connection = made(options, ENVIRONMENT)
    assert connection.address.host == "option.example"
    assert (connection.client_id, connection.client_secret) == ("oid", "osecret")
    assert (connection.api_version, connection.verify, connection.timeout) == ("4.0", True, 9)


def test_environment_wins_over_file() -> None:
    connection = made({"config_file": "looker.ini"}, ENVIRONMENT)
    assert connection.address.host == "environment.example"
    assert (connection.client_id, connection.client_secret) == ("eid", "esecret")
    assert (connection.api_version, connection.verify, connection.timeout) == ("3.1", False, 7)


def test_file() -> None:
    connection = made({"config_file": "looker.ini"})
    assert (connection.address.host, connection.address.port) == ("ini.example", 19999)
    assert (connection.client_id, connection.client_secret) == ("iid", "i%secret")
    assert (connection.api_version, connection.verify, connection.timeout) == ("auto", False, 31)
    assert made({"config_file": "looker.ini", "config_section": "Other"}).client_id == "xid"


def test_file_with_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "looker.ini"
    file.write_text(INI, encoding="utf-8-sig")
    assert connection_from({"config_file": str(file)}, {}).client_id == "iid"


def test_no_file_is_read_without_being_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "looker.ini").write_text(INI)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadOption, match="no address"):
        connection_from({}, {})


def test_defaults() -> None:
    connection = made(OPTIONS)
    assert connection == Connection(connection.address, "oid", "osecret")
    assert connection_from(OPTIONS, {}) == connection


@pytest.mark.parametrize("blank", ["", "  ", None])
def test_blank_counts_as_not_given(blank: str | None) -> None:
    assert made({"base_url": blank}, ENVIRONMENT).address.host == "environment.example"
    environ = {"LOOKERSDK_BASE_URL": blank or "", "LOOKERSDK_TIMEOUT": blank or ""}
    assert made({"config_file": "looker.ini"}, environ).timeout == 31


def test_environment_is_the_real_one_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    assert connection_from({}).client_id == "eid"


def test_secrets_are_not_in_the_representation() -> None:
    connection = made({**OPTIONS, "access_token": "tok"})
    assert "osecret" not in repr(connection)
    assert "tok" not in repr(connection)
    assert connection.secrets == ("osecret", "tok")


def test_access_token_needs_no_credentials() -> None:
    assert made({"base_url": "https://a.example", "access_token": " tok "}).access_token == "tok"


def test_tls_options(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.touch()
    assert made({**OPTIONS, "ca_path": str(file)}).verify == str(file)
    assert made({**OPTIONS, "ca_path": str(file), "validate_certs": False}).verify is False


@pytest.mark.parametrize(
    ("options", "environ", "warned"),
    [
        (OPTIONS, ENVIRONMENT, False),
        ({}, ENVIRONMENT, False),
        ({"base_url": "https://prod.example"}, ENVIRONMENT, True),
        ({"base_url": "https://prod.example", "config_file": "f"}, {}, True),
        ({"config_file": "f"}, {"LOOKERSDK_BASE_URL": "https://prod.example"}, True),
        ({"base_url": "https://ini.example:443", "config_file": "f"}, {}, True),
        ({"base_url": "ini.example", "config_file": "f"}, {}, False),
        ({"base_url": "https://INI.example:19999/api/4.0", "config_file": "f"}, {}, False),
        ({"base_url": "https://prod.example"}, {"LOOKERSDK_CLIENT_ID": "a", "LOOKERSDK_CLIENT_SECRET": "b"}, False),
        ({"base_url": "https://prod.example", "access_token": "tok"}, ENVIRONMENT, False),
    ],
)
def test_warning_when_credentials_were_set_up_for_another_address(
    options: dict[str, Any], environ: dict[str, str], warned: bool
) -> None:
    warnings = made(options, environ).warnings
    assert len(warnings) == warned
    assert all("where base_url is" in warning for warning in warnings)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"base_url": None}, "no address: set base_url or the environment variable LOOKERSDK_BASE_URL"),
        ({"client_id": None}, "client_id missing.*LOOKERSDK_CLIENT_ID"),
        ({"client_id": None, "client_secret": ""}, "client_id and client_secret missing"),
        ({"access_token": "a\nb"}, "access_token must be the bare token"),
        ({"timeout": 0}, "timeout must be a number of at least 1, not '0'"),
        ({"retries": -1}, "retries must be a number of at least 0"),
        ({"max_concurrency": 0}, "max_concurrency must be a number of at least 1"),
        ({"page_size": -5}, "page_size must be a number of at least 0"),
        ({"api_version": "5.0"}, "api_version must be one of auto, 4.0, 3.1, 3.0, not '5.0'"),
        ({"client_key": "/no/key"}, "client_key is of no use without client_cert"),
        ({"ca_path": "/no/ca"}, "ca_path /no/ca does not exist"),
        ({"client_cert": "/no/cert"}, "client_cert /no/cert does not exist"),
        ({"port": "https"}, "port must be auto or a number"),
        ({"config_section": "Looker"}, "config_section is of no use without config_file"),
        (
            {"config_file": "f", "config_section": "Nope"},
            "config_file f has no section Nope; its sections: Looker, Other",
        ),
    ],
)
def test_bad_options(options: dict[str, Any], message: str) -> None:
    with pytest.raises(BadOption, match=message):
        made({**OPTIONS, **options})


def test_bad_environment() -> None:
    with pytest.raises(BadOption, match="validate_certs must be true or false, not 'maybe'"):
        made(OPTIONS, {"LOOKERSDK_VERIFY_SSL": "maybe"})
    with pytest.raises(BadOption, match="timeout must be a number"):
        made(OPTIONS, {"LOOKERSDK_TIMEOUT": "soon"})


@pytest.mark.parametrize("text", ["yes", "Y", "TRUE", "t", "1", "on"])
def test_spellings_of_true(text: str) -> None:
    assert made(OPTIONS, {"LOOKERSDK_VERIFY_SSL": text}).validate_certs


@pytest.mark.parametrize(
    ("ini", "message"),
    [
        ("client_secret=visible\n[Looker]\n", "is not a valid ini file"),
        ("[Looker]\nclient_secret visible\n", r"is not a valid ini file \(line 2\)"),
        ("[A]\nclient_secret=visible\nclient_secret=visible\n", r"is not a valid ini file \(line 3\)"),
        ("", "has no section; its sections: none"),
    ],
)
def test_bad_file_does_not_show_the_secret(ini: str, message: str) -> None:
    with pytest.raises(BadOption, match=message) as caught:
        made({"config_file": "f"}, {}, ini)
    assert "visible" not in str(caught.value)


def test_file_that_is_not_there() -> None:
    with pytest.raises(BadOption, match=r"config_file /no/such.ini cannot be read: No such file"):
        connection_from({"config_file": "/no/such.ini"}, {})


def test_documentation_has_exactly_the_options() -> None:
    documented = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]
    keys = ("type", "default", "choices")
    assert {name: {key: option[key] for key in keys if key in option} for name, option in documented.items()} == {
        name: {key: option[key] for key in keys if key in option} for name, option in argument_spec().items()
    }


def test_secret_options_are_not_logged() -> None:
    spec = argument_spec()
    assert [name for name, option in spec.items() if option.get("no_log")] == ["client_secret", "access_token"]
