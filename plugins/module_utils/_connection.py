# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which Looker instance to talk to, and how: module options, environment, looker.ini, in this order."""

from __future__ import annotations

import os
import re
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple, Union

from ansible_collections.biops.looker.plugins.module_utils._address import Address, parse_address
from ansible_collections.biops.looker.plugins.module_utils._errors import BadOption
from ansible_collections.biops.looker.plugins.module_utils._value_class import field, value_class

# Settings that the environment and looker.ini may give too, under the names that Looker's SDKs use.
_ENVIRONMENT = {
    "base_url": "LOOKERSDK_BASE_URL",
    "client_id": "LOOKERSDK_CLIENT_ID",
    "client_secret": "LOOKERSDK_CLIENT_SECRET",
    "api_version": "LOOKERSDK_API_VERSION",
    "validate_certs": "LOOKERSDK_VERIFY_SSL",
    "timeout": "LOOKERSDK_TIMEOUT",
}
_INI_NAMES = {"validate_certs": "verify_ssl"}
_DEFAULTS = {"api_version": "auto", "validate_certs": "true", "timeout": "120"}  # 120 s is what Looker's SDKs use
_WHERE = {"option": "the module options", "environment": "the environment", "ini": "the configuration file"}
_API_VERSIONS = ("auto", "4.0", "3.1", "3.0")


def argument_spec() -> Dict[str, Dict[str, Any]]:
    """The connection options of every module.

    The options of _ENVIRONMENT have no default here: Ansible would fill it in, and the environment and looker.ini
    would never be asked.
    """
    return {
        "base_url": {"type": "str"},
        "port": {"type": "str", "default": "auto"},
        "client_id": {"type": "str"},
        "client_secret": {"type": "str", "no_log": True},
        "access_token": {"type": "str", "no_log": True},
        "api_version": {"type": "str", "choices": list(_API_VERSIONS)},
        "validate_certs": {"type": "bool"},
        "ca_path": {"type": "path"},
        "client_cert": {"type": "path"},
        "client_key": {"type": "path", "no_log": False},
        "timeout": {"type": "int"},
        "max_concurrency": {"type": "int", "default": 8},
        "retries": {"type": "int", "default": 5},
        "page_size": {"type": "int", "default": 500},
        "allow_beta": {"type": "bool", "default": False},
        "read_only": {"type": "bool", "default": False},
        "config_file": {"type": "path"},
        "config_section": {"type": "str"},
    }


@value_class
class Connection:
    """How to reach one Looker instance; everything was checked as far as that needs no traffic.

    timeout: seconds to wait for a connection, and for each part of an answer
    page_size: rows asked for at a time; 0 reads every list in one piece
    warnings: sentences for the user
    """

    address: Address
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    access_token: str = field(default="", repr=False)
    api_version: str = "auto"
    validate_certs: bool = True
    ca_path: str = ""
    client_cert: str = ""
    client_key: str = ""
    timeout: int = 120
    max_concurrency: int = 8
    retries: int = 5
    page_size: int = 500
    allow_beta: bool = False
    read_only: bool = False
    warnings: Tuple[str, ...] = ()

    @property
    def secrets(self) -> Tuple[str, ...]:
        """Values that must not be shown. Those from the environment or looker.ini are unknown to Ansible's no_log."""
        return tuple(filter(None, (self.client_secret, self.access_token)))

    @property
    def verify(self) -> Union[bool, str]:
        """What requests calls `verify`: whether to check certificates, or against which authorities."""
        return (self.ca_path or True) if self.validate_certs else False


def read_text(path: str) -> str:
    """The text of a file (UTF-8, with or without byte order mark). Raises OSError, UnicodeDecodeError."""
    with open(path, encoding="utf-8-sig") as file:
        return file.read()


def connection_from(
    params: Mapping[str, Any],
    environ: Optional[Mapping[str, str]] = None,
    read_file: Callable[[str], str] = read_text,
) -> Connection:
    """The connection that module parameters, environment and looker.ini describe. Raises BadOption.

    params: values by option name, as AnsibleModule parsed them (None: not given)
    """
    layers = _layers(params, os.environ if environ is None else environ, read_file)
    settings = {name: _setting(name, layers) for name in [*_ENVIRONMENT, "access_token"]}
    base_url = settings["base_url"]
    if not base_url:
        raise BadOption("no address: set base_url or the environment variable LOOKERSDK_BASE_URL")
    address = parse_address(base_url, str(params.get("port") or "auto"))
    _check_credentials(settings)
    _check_files(params)
    return Connection(
        address=address,
        client_id=settings["client_id"],
        client_secret=settings["client_secret"],
        access_token=settings["access_token"],
        api_version=_choice("api_version", settings["api_version"], _API_VERSIONS),
        validate_certs=_boolean("validate_certs", settings["validate_certs"]),
        ca_path=params.get("ca_path") or "",
        client_cert=params.get("client_cert") or "",
        client_key=params.get("client_key") or "",
        timeout=whole_number("timeout", settings["timeout"], 1),
        max_concurrency=whole_number("max_concurrency", params.get("max_concurrency", 8), 1),
        retries=whole_number("retries", params.get("retries", 5), 0),
        page_size=whole_number("page_size", params.get("page_size", 500), 0),
        allow_beta=bool(params.get("allow_beta")),
        read_only=bool(params.get("read_only")),
        warnings=_warnings(layers, address),
    )


def _layers(
    params: Mapping[str, Any], environ: Mapping[str, str], read_file: Callable[[str], str]
) -> Dict[str, Dict[str, str]]:
    """Where settings come from, the strongest first: option name to text in each. Blank counts as not given."""
    options = {name: str(params[name]) for name in [*_ENVIRONMENT, "access_token"] if params.get(name) is not None}
    environment = {name: environ.get(variable, "") for name, variable in _ENVIRONMENT.items()}
    ini = _read_ini(params.get("config_file"), params.get("config_section"), read_file)
    return {
        place: {name: text.strip() for name, text in layer.items() if text.strip()}
        for place, layer in (("option", options), ("environment", environment), ("ini", ini))
    }


def _setting(name: str, layers: Mapping[str, Mapping[str, str]]) -> str:
    return next((layer[name] for layer in layers.values() if name in layer), _DEFAULTS.get(name, ""))


def _read_ini(path: Optional[str], section: Optional[str], read_file: Callable[[str], str]) -> Dict[str, str]:
    """The settings in a looker.ini as Looker's SDKs read it: of the first section unless one is named, quotes removed.

    Unlike the SDKs a looker.ini that happens to lie in the working directory is not read: which directory that is
    when a module runs is not for the user to see.
    """
    if not path:
        if section:
            raise BadOption("config_section is of no use without config_file")
        return {}
    import configparser

    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(read_file(path))
    except (OSError, ValueError) as error:
        raise BadOption(f"config_file {path} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    except configparser.Error as error:
        # The parser's own message quotes the line, which may hold the secret.
        line = getattr(error, "lineno", None) or next((number for number, _text in getattr(error, "errors", ())), None)
        where = f" (line {line})" if line else ""
        raise BadOption(f"config_file {path} is not a valid ini file{where}") from None
    sections = parser.sections()
    name = section or (sections[0] if sections else "")
    if name not in sections:
        found = ", ".join(sections) or "none"
        raise BadOption(f"config_file {path} has no section {section or ''}".rstrip() + f"; its sections: {found}")
    values = {option: parser[name].get(_INI_NAMES.get(option, option), "") for option in _ENVIRONMENT}
    return {option: text.strip().strip("\"'") for option, text in values.items()}


def _check_credentials(settings: Mapping[str, str]) -> None:
    token = settings["access_token"]
    if token and not re.fullmatch(r"[!-~]+", token):
        raise BadOption("access_token must be the bare token, without spaces or line breaks")
    if token:
        return
    missing = [name for name in ("client_id", "client_secret") if not settings[name]]
    if missing:
        variables = " and ".join(_ENVIRONMENT[name] for name in missing)
        raise BadOption(
            f"no credentials: {' and '.join(missing)} missing; set the option or the environment variable "
            f"({variables}), or give access_token"
        )


def _check_files(params: Mapping[str, Any]) -> None:
    """Certificate files have to be there: the TLS library's own complaint names no option."""
    if params.get("client_key") and not params.get("client_cert"):
        raise BadOption("client_key is of no use without client_cert")
    for option in ("ca_path", "client_cert", "client_key"):
        path = params.get(option)
        if path and not os.path.exists(path):
            raise BadOption(f"{option} {path} does not exist")


def _warnings(layers: Mapping[str, Mapping[str, str]], address: Address) -> Tuple[str, ...]:
    """Says so where the secret was set up for another address: that is how staging gets applied to production."""
    warnings: List[str] = []
    for place, layer in layers.items():
        if "client_secret" not in layer and "access_token" not in layer:
            continue
        beside = layer.get("base_url")
        if beside and not _same(beside, address):
            warnings.append(
                f"The credentials come from {_WHERE[place]}, where base_url is {beside}; "
                f"they are used for {address.candidates()[0]} instead."
            )
        break
    return tuple(warnings)


def _same(base_url: str, address: Address) -> bool:
    try:
        other = parse_address(base_url)
    except BadOption:
        return False
    ports = other.port is None or address.port is None or other.port == address.port
    return ports and (other.host, other.path) == (address.host, address.path)


def _boolean(name: str, text: str) -> bool:
    """The spellings of Looker's SDKs and of Ansible."""
    lowered = text.lower()
    if lowered in ("yes", "y", "true", "t", "1", "on"):
        return True
    if lowered in ("no", "n", "false", "f", "0", "off"):
        return False
    raise BadOption(f"{name} must be true or false, not {text!r}")


def _choice(name: str, text: str, choices: Tuple[str, ...]) -> str:
    if text not in choices:
        raise BadOption(f"{name} must be one of {', '.join(choices)}, not {text!r}")
    return text


def whole_number(name: str, value: Any, least: int) -> int:
    """The number that an option gives. Raises BadOption."""
    try:
        number = int(value)
    except ValueError:
        number = least - 1
    if number < least:
        raise BadOption(f"{name} must be a number of at least {least}, not {value!r}")
    return number
