# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: PT018 (no pytest here: the clients have environments of their own)
"""Drives a sandbox with Looker's official client; run by test_official_clients.py in the client's own environment.

Usage: drive.py 4.0|3.1. The address and credentials come from the client's own variables, LOOKERSDK_*. Ends with status
0 when everything that was checked held. The clients check types themselves: an answer that does not fit their models
is an exception.
"""

from __future__ import annotations

import sys
from typing import Any

import looker_sdk
from looker_sdk import error


class Driver:
    """One run through users, groups, search, paging, sudo and errors. ``models`` are those of the API version."""

    def __init__(self, sdk: Any, models: Any, version: str) -> None:
        self.sdk, self.models, self.version = sdk, models, version
        self.id_type = str if version == "4.0" else int

    def run(self) -> None:
        """Everything, in an order in which it builds on each other."""
        self.versions_and_session()
        users = self.users()
        group = self.groups(users)
        self.search(users, group)
        self.paging()
        self.roles(users[0], group)
        self.user_attributes(users[0], group)
        self.api_keys(users[0])
        self.sudo(users[0])
        self.errors(users)
        self.clean_up(users, group)

    def versions_and_session(self) -> None:
        versions = self.sdk.versions()
        assert self.version in [v.version for v in versions.supported_versions]
        assert self.sdk.session().workspace_id == "production"
        assert self.sdk.update_session(self.models.WriteApiSession(workspace_id="dev")).workspace_id == "dev"
        assert self.sdk.me().first_name == "Sandbox"

    def users(self) -> list[Any]:
        made = []
        for number, (first, last) in enumerate((("Ada", "Lovelace"), ("Grace", "Hopper"), ("Ada", "Byron"))):
            user = self.sdk.create_user(self.models.WriteUser(first_name=first, last_name=last))
            assert isinstance(user.id, self.id_type) and not user.is_disabled and user.credentials_email is None
            body = self.models.WriteCredentialsEmail(email=f"{first}.{number}@acme.example".lower())
            login = self.sdk.create_user_credentials_email(user.id, body)
            assert login.email == body.email and login.is_disabled and login.type == "email"
            made.append(self.sdk.user(user.id))
            assert made[-1].email == body.email and made[-1].display_name == f"{first} {last}"
        changed = self.sdk.update_user(made[1].id, self.models.WriteUser(is_disabled=True, locale="fr"))
        assert changed.is_disabled and changed.locale == "fr" and changed.first_name == "Grace"
        assert self.sdk.user(made[0].id, fields="id,first_name").last_name is None
        return made

    def groups(self, users: list[Any]) -> Any:
        group = self.sdk.create_group(self.models.WriteGroup(name="Finance"))
        child = self.sdk.create_group(self.models.WriteGroup(name="Finance EMEA"))
        assert isinstance(group.id, self.id_type) and group.user_count == 0 and not group.externally_managed
        for user in users[:2]:
            body = self.models.GroupIdForGroupUserInclusion(user_id=user.id)
            assert self.sdk.add_group_user(group.id, body).id == user.id
        assert (
            self.sdk.add_group_group(group.id, self.models.GroupIdForGroupInclusion(group_id=child.id)).id == child.id
        )
        assert [u.id for u in self.sdk.all_group_users(group.id)] == [u.id for u in users[:2]]
        assert [g.id for g in self.sdk.all_group_groups(group.id)] == [child.id]
        self.sdk.delete_group_user(group.id, users[1].id)
        assert self.sdk.group(group.id).user_count == 1
        self.sdk.delete_group_from_group(group.id, child.id)
        self.sdk.delete_group(child.id)
        assert self.sdk.update_group(group.id, self.models.WriteGroup(name="Controlling")).name == "Controlling"
        if self.version == "4.0":
            found = self.sdk.search_groups_with_hierarchy(name="controlling")[0]
            assert found.parent_group_ids == ["1"] and found.role_ids == []
            assert self.sdk.search_groups_with_roles(name="controlling")[0].roles == []
        return self.sdk.group(group.id)

    def search(self, users: list[Any], group: Any) -> None:
        def ids(**filters: Any) -> list[Any]:
            return [u.id for u in self.sdk.search_users(sorts="id", **filters)]

        assert ids(first_name="ada") == [users[0].id, users[2].id]
        assert ids(email="%@acme.example") == [u.id for u in users]
        assert ids(first_name="a_a", last_name="by%") == [users[2].id]
        assert ids(last_name="hopper", first_name="ada", filter_or=True) == [u.id for u in users]
        assert ids(is_disabled=True) == [users[1].id]
        assert ids(group_id=group.id) == [users[0].id]
        assert ids(email="nobody@acme.example") == []
        assert [u.id for u in self.sdk.search_users_names("love%")] == [users[0].id]
        assert self.sdk.user_for_credential("email", users[2].email).id == users[2].id
        assert [g.name for g in self.sdk.search_groups(name="contr%")] == ["Controlling"]
        listed = self.sdk.all_users(ids=self.models_ids([users[0].id, users[2].id]))
        assert sorted(u.id for u in listed) == [users[0].id, users[2].id]

    def models_ids(self, ids: list[Any]) -> Any:
        return self.models.DelimSequence(ids)

    def paging(self) -> None:
        everybody = [u.id for u in self.sdk.all_users(sorts="id")]
        if self.version == "4.0":
            pages = [self.sdk.all_users(sorts="id", limit=2, offset=n) for n in range(0, len(everybody), 2)]
        else:
            pages = [self.sdk.all_users(sorts="id", per_page=2, page=n) for n in range(1, len(everybody) // 2 + 2)]
        assert [u.id for page in pages for u in page] == everybody

    def roles(self, user: Any, group: Any) -> None:
        write = self.models.WritePermissionSet(name="Readers", permissions=["see_looks", "access_data"])
        readers = self.sdk.create_permission_set(write)
        assert list(readers.permissions) == ["access_data", "see_looks"] and not readers.built_in
        models = self.sdk.create_model_set(self.models.WriteModelSet(name="Shop", models=["thelook"]))
        body = self.models.WriteRole(name="Reader", permission_set_id=readers.id, model_set_id=models.id)
        role = self.sdk.create_role(body)
        assert role.permission_set.name == "Readers" and role.model_set.models == ["thelook"]
        assert [u.id for u in self.sdk.set_role_users(role.id, [user.id])] == [user.id]
        assert [g.id for g in self.sdk.set_role_groups(role.id, [group.id])] == [group.id]
        assert [r.name for r in self.sdk.user_roles(user.id)] == ["Reader"]
        assert self.sdk.set_user_roles(user.id, []) == []
        assert [r.name for r in self.sdk.user_roles(user.id)] == ["Reader"], "it still has it through the group"
        assert self.sdk.user_roles(user.id, direct_association_only=True) == []
        self.refused(405, lambda: self.sdk.delete_role("2"))
        self.sdk.delete_role(role.id)
        self.sdk.delete_permission_set(readers.id)
        self.sdk.delete_model_set(models.id)
        assert "access_data" in [p.permission for p in self.sdk.all_permissions()]

    def user_attributes(self, user: Any, group: Any) -> None:
        write = self.models.WriteUserAttribute(name="region", label="Region", type="string", default_value="world")
        attribute = self.sdk.create_user_attribute(write)
        values = [self.models.UserAttributeGroupValue(group_id=group.id, value="emea")]
        if self.version == "4.0":
            # The client leaves out what its model calls read-only, group_id and value among it.
            values = [{"group_id": group.id, "value": "emea"}]  # type: ignore[list-item]
            assert [v.value for v in self.sdk.set_user_attribute_group_values(attribute.id, values)] == ["emea"]
            assert self.value_of(user, attribute) == "emea"
        self.sdk.set_user_attribute_user_value(
            user.id, attribute.id, self.models.WriteUserAttributeWithValue(value="uk")
        )
        assert self.value_of(user, attribute) == "uk"
        self.sdk.delete_user_attribute_user_value(user.id, attribute.id)
        self.sdk.delete_user_attribute(attribute.id)

    def value_of(self, user: Any, attribute: Any) -> str | None:
        wanted = self.models_ids([attribute.id])
        values = self.sdk.user_attribute_user_values(user.id, user_attribute_ids=wanted)
        assert [v.name for v in values] == ["region"]
        return str(values[0].value)

    def api_keys(self, user: Any) -> None:
        made = self.sdk.create_user_credentials_api3(user.id)
        assert len(made.client_id) == 20
        assert [k.client_id for k in self.sdk.all_user_credentials_api3s(user.id)] == [made.client_id]
        self.sdk.delete_user_credentials_api3(user.id, made.id)

    def sudo(self, user: Any) -> None:
        myself = self.sdk.me().id
        self.sdk.auth.login_user(int(user.id))
        assert self.sdk.me().id == user.id
        self.refused(404, lambda: self.sdk.create_group(self.models.WriteGroup(name="Not for me")))
        self.sdk.auth.logout()
        assert self.sdk.me().id == myself

    def errors(self, users: list[Any]) -> None:
        self.refused(404, lambda: self.sdk.user("4711"))
        self.refused(403, lambda: self.sdk.delete_user(self.sdk.me().id))
        body = self.models.WriteCredentialsEmail(email="second@acme.example")
        self.refused(409, lambda: self.sdk.create_user_credentials_email(users[0].id, body))
        problem = self.refused(422, lambda: self.sdk.create_group(self.models.WriteGroup(name="Controlling")))
        assert problem.errors[0].field == "name" and problem.errors[0].code == "already_exists"

    def refused(self, status: int, call: Any) -> Any:
        """The client's exception for a call that has to fail."""
        try:
            call()
        except error.SDKError as problem:
            if self.version == "4.0":  # the client of 3.1 does not tell the status
                assert f"/{status}/" in str(problem.documentation_url), problem
            return problem
        raise AssertionError(f"{status} expected")

    def clean_up(self, users: list[Any], group: Any) -> None:
        self.sdk.delete_group(group.id)
        for user in users:
            self.sdk.delete_user(user.id)
        assert len(self.sdk.all_users()) == 1
        self.sdk.auth.logout()


def main() -> None:
    """Run the driver for the API version named on the command line."""
    version = sys.argv[1]
    if version == "4.0":
        from looker_sdk import models40 as models

        sdk = looker_sdk.init40()
    else:
        from looker_sdk import models31 as models  # type: ignore[attr-defined,no-redef]

        sdk = looker_sdk.init31()  # type: ignore[attr-defined]
    Driver(sdk, models, version).run()
    print("all held")


if __name__ == "__main__":
    main()
