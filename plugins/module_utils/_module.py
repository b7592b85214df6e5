# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From module parameters to a result: the only file that knows AnsibleModule.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

import contextlib
import gc
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Callable, Optional

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ansible_collections.biops.looker.plugins.module_utils._client import Client
from ansible_collections.biops.looker.plugins.module_utils._connection import (
    Connection,
    argument_spec,
    connection_from,
    whole_number,
)
from ansible_collections.biops.looker.plugins.module_utils._converge import Foresee, Result, converge
from ansible_collections.biops.looker.plugins.module_utils._declaration import (
    BadDeclaration,
    declare,
    object_options,
)
from ansible_collections.biops.looker.plugins.module_utils._errors import (
    BadOption,
    LookerError,
    MissingLibrary,
)
from ansible_collections.biops.looker.plugins.module_utils._resource import (
    Declared,
    Resource,
    Types,
)
from ansible_collections.biops.looker.plugins.module_utils._state import PartlyFailed, PlanError, Want

GUARD_OPTIONS: dict[str, dict[str, Any]] = {
    "max_removals": {"type": "int", "default": 50},
    "allow_self_lockout": {"type": "bool", "default": False},
}
SECRET_OPTIONS: dict[str, dict[str, Any]] = {
    "update_secrets": {"type": "str", "choices": ["on_create", "always"], "default": "on_create", "no_log": False}
}
Work = Callable[[Client, Connection], Mapping[str, Any]]


def run(resource: Resource, types: Types, describe: Optional[Callable[[Client], Mapping[str, Any]]] = None) -> None:
    """A module that manages one object. `describe`: what its result tells beyond what is declared."""
    spec = {**object_options(resource), **run_options(types, [resource])}
    module = make_module(spec, **({} if resource.is_singleton else {"required_one_of": [(resource.key, "id")]}))

    def work(client: Client, connection: Connection) -> Mapping[str, Any]:
        declared = declare(types, resource, module.params)
        if resource.file_fields:
            from ansible_collections.biops.looker.plugins.module_utils._contents import with_contents

            declared = with_contents(declared)
        result = converge_declared(module, client, connection, (declared,), types)
        shown = dict(_one_object(result, resource))
        if describe is not None:
            more = dict(describe(client))
            for warning in more.pop("warnings", ()):
                module.warn(warning)
            shown[resource.name] = {**_without_stale(more, resource, result), **shown[resource.name]}
        return shown

    carry_out(module, work, {name: module.params[name] for name in (resource.key, "state") if name in module.params})


def run_options(types: Types, resources: Sequence[Resource]) -> dict[str, dict[str, Any]]:
    """The options about a run as a whole."""
    has_secrets = any(types.keep_secrets(resource) for resource in resources)
    return {**GUARD_OPTIONS, **(SECRET_OPTIONS if has_secrets else {})}


def _one_object(result: Result, resource: Resource) -> Mapping[str, Any]:
    (only,) = result.objects
    shown: dict[str, Any] = {"changed": result.changed, resource.name: only.record}
    if result.changed:
        shown["diff"] = {"before": only.before, "after": only.after}
    if only.not_compared:
        shown["not_compared"] = list(only.not_compared)
    if result.plan.unmanageable:
        shown["unmanageable"] = list(result.plan.unmanageable)
    if result.tests:
        shown["tests"] = list(result.tests)
    return shown


def _without_stale(told: Mapping[str, Any], resource: Resource, result: Result) -> dict[str, Any]:
    """What was told before the changes, without what only Looker can tell after them."""
    (only,) = result.objects
    stale = {
        field.name
        for field in resource.fields
        if any(only.before.get(name) != only.after.get(name) for name in field.follows)
    }
    return {name: value for name, value in told.items() if name not in stale}


def run_work(
    spec: Mapping[str, Any], work: Callable[[Client, Connection, AnsibleModule], Mapping[str, Any]], **limits: Any
) -> None:
    """A module with a logic of its own. `warnings` of its result become Ansible's."""
    module = make_module(spec, **limits)

    def told(client: Client, connection: Connection) -> Mapping[str, Any]:
        result = dict(work(client, connection, module))
        for warning in result.pop("warnings", ()):
            module.warn(warning)
        return result

    carry_out(module, told, {})


def run_offline(spec: Mapping[str, Any], work: Callable[[Mapping[str, Any], bool], Mapping[str, Any]]) -> None:
    """A module that needs no Looker. `work`: from the parameters, and whether this is check mode, to the result."""
    module = _Module(argument_spec=dict(spec), supports_check_mode=True)
    try:
        module.exit_json(**work(module.params, module.check_mode))
    except BadOption as problem:
        module.fail_json(msg=str(problem))


def run_login() -> None:
    """The module that opens a session for later tasks, which end it."""
    module = make_module({})

    def work(client: Client, connection: Connection) -> Mapping[str, Any]:
        answer = client.login()
        return {"changed": False, "access_token": answer["access_token"], "expires_in": answer["expires_in"]}

    carry_out(module, work, {})


def run_logout() -> None:
    """The module that ends a session."""
    module = make_module({})

    def work(client: Client, connection: Connection) -> Mapping[str, Any]:
        if not connection.access_token:
            raise BadOption("access_token is missing: which session is to end?")
        return {"changed": False, "ended": client.logout()}

    carry_out(module, work, {})


class _Module(AnsibleModule):  # type: ignore[misc]  # ansible-core is not typed
    """Failures repeat no parameters, not even where Ansible itself finds the options wrong: to Ansible, a value that
    Looker hides is no secret."""

    def fail_json(self, msg: str, **kwargs: Any) -> Any:
        super().fail_json(msg, **{"invocation": {}, **kwargs})


def make_module(spec: Mapping[str, Any], **limits: Any) -> AnsibleModule:
    """`no_log` keeps all parameters out of the system log; results are told apart below."""
    return _Module({**argument_spec(), **spec}, supports_check_mode=True, no_log=True, **limits)


def converge_declared(
    module: AnsibleModule,
    client: Client,
    connection: Connection,
    declared: tuple[Declared, ...],
    types: Types,
    foresee: Optional[Foresee] = None,
    **options: Any,
) -> Result:
    """`options`: further ones of Want."""
    given = {name: module.params[name] for name in (*GUARD_OPTIONS, *SECRET_OPTIONS) if name in module.params}
    want = Want(declared, **given, **options)
    result = converge(
        client,
        want,
        types,
        check_mode=module.check_mode,
        max_concurrency=connection.max_concurrency,
        fail_fast=bool(module.params.get("fail_fast")),
        foresee=foresee,
    )
    for warning in result.warnings:
        module.warn(warning)
    if result.failures:
        raise PartlyFailed(result.message(), result.first_error, {"changed": result.changed, **result.partial()})
    return result


@contextlib.contextmanager
def _collector_off() -> Iterator[None]:
    """With 10,000 objects, looking for circles of garbage takes as long as planning; and there are hardly any. What
    has been made meanwhile is not looked through afterwards either: the process is about to end."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextlib.contextmanager
def _signals_interrupt() -> Iterator[None]:
    """The signals by which a process is asked to end do what Ctrl-C does, so that the session is ended all the same."""
    usual = [number for number in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(number) is signal.SIG_DFL]
    if threading.current_thread() is not threading.main_thread():
        usual = []  # Python allows it nowhere else
    for number in usual:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number in usual:
            signal.signal(number, signal.SIG_DFL)


def carry_out(module: AnsibleModule, work: Work, shown: Mapping[str, Any], read_only: bool = False) -> None:
    """Does the work, and turns everything that can go wrong into one clear sentence.

    `read_only`: the client refuses everything that would change something, whatever the options say.

    `shown`: parameters that `-vvv` repeats. Ansible would repeat all of them, secrets masked one by one, which for
    large documents takes minutes.
    """
    client: Optional[Client] = None
    try:
        connection = connection_from({**module.params, "read_only": read_only or module.params["read_only"]})
        whole_number("max_removals", module.params.get("max_removals", 0), 0)
        module.no_log_values.update(connection.secrets)
        for warning in connection.warnings:
            module.warn(warning)
        with _signals_interrupt(), _collector_off(), Client(connection) as client:
            done = work(client, connection)
        module.exit_json(**done, api=client.usage(), invocation={"module_args": dict(shown)})
    except MissingLibrary as problem:
        module.fail_json(msg=missing_required_lib(problem.library), invocation={})
    except PlanError as problem:
        more: dict[str, Any] = {"unmanageable": problem.unmanageable} if problem.unmanageable else {}
        _fail(module, client, str(problem), **more)
    except BadDeclaration as problem:
        _fail(module, client, str(problem))
    except LookerError as problem:
        from ansible_collections.biops.looker.plugins.module_utils._core_edition import advice

        _fail(module, client, f"{problem}{advice(problem)}", problem)
    except PartlyFailed as problem:
        _fail(module, client, str(problem), problem.error, **problem.result)
    except KeyboardInterrupt:
        told = "interrupted: what was under way was finished, nothing more was started; running it again completes it"
        _fail(module, client, told, changed=client is not None and client.usage()["calls"]["writes"] > 0)


def _fail(
    module: AnsibleModule, client: Optional[Client], message: str, error: Optional[LookerError] = None, **more: Any
) -> None:
    if error is not None:
        more["error"] = error.as_result()
    if client is not None:
        more["api"] = client.usage()
    module.fail_json(msg=message, invocation={}, **more)
