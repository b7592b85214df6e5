#!/usr/bin/python
# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: audit_info
short_description: Audit a Looker instance - drift, findings and effective access
version_added: 0.1.0
description:
  - Compares a Looker instance with a configuration, as M(biops.looker.configuration) does in check mode, and says what
    differs and what nobody declares.
  - Applies rules that find what is risky or left over.
  - Works out who has which role, and through which chain of groups.
  - Writes reports for people and programs, if asked to.
  - Only reads. The module refuses to send any request that would change something in Looker.
options:
  src:
    description:
      - Files and directories with the configuration, on the controller, as in M(biops.looker.configuration). Without
        O(src) and without lists of objects nothing is compared, and only the rules are applied.
    type: list
    elements: path
  csv_columns:
    description:
      - Which option each column of the CSV files gives, as in M(biops.looker.configuration).
    type: dict
  document:
    description:
      - For internal use. The action plugin passes the whole configuration to the module in this option, and replaces
        whatever a task gives here.
    type: str
  instance:
    description:
      - What reports call the instance. By default, the host name in its address.
    type: str
  rules:
    description:
      - Which rules apply and how, by the name of the rule. Each takes V(enabled) (a boolean) and V(severity) (V(high),
        V(medium), V(low) or V(info)). Some take limits, which are named below with their defaults.
      - V(admin) (info) lists everybody with all rights, and how they came by them.
      - V(admin_through_group) (medium) finds groups that give all rights.
      - V(second_factor) (high, off by default) finds users who log in with a password alone. V(admins_only=false) says
        whether it is about admins only.
      - V(password_beside_sso) (medium) finds password logins of users who have single sign-on; with
        V(everybody=false) set to V(true), every password login once anybody uses single sign-on.
      - V(api_key_age) (medium) finds API keys that are older than V(max_age_days=180).
      - V(api_key_admin) (medium) finds API keys with all rights.
      - V(editable_attribute) (high) finds user attributes that users can edit although groups have values.
      - V(orphaned_external_group) (low) finds groups that the identity provider left behind.
      - V(risky_for_everybody) (high) finds roles of group All Users with risky V(permissions) (a list; by default those
        to act as others, to run SQL, to develop, and to send data elsewhere).
      - V(unused_role) and V(unused_set) (low) find roles that nobody has and sets that no role uses.
      - V(schedule_of_disabled_user) (medium) finds schedules whose owner is disabled.
      - V(schedule_as_admin) (medium) finds schedules that run with the rights of an admin.
      - V(schedule_outside) (high) finds schedules to email addresses outside of V(domains) (a list; by default Looker's
        own setting C(email_domain_allowlist)).
      - V(schedule_without_access) (medium) finds schedules to users who have no role on the model of what is sent.
      - What Looker does not show to the API user is listed under RV(not_checked), never taken for fine.
    type: dict
  exceptions:
    description:
      - Findings that are accepted for a time. They move from RV(findings) to RV(accepted). An exception that has ended
        is a finding itself.
    type: list
    elements: dict
    suboptions:
      rule:
        description: Name of the rule, as in O(rules).
        type: str
        required: true
      object:
        description: Name of the object. V(*) and V(?) stand for any characters and any one character.
        type: str
        required: true
      reason:
        description: Why it is accepted.
        type: str
        required: true
      expires:
        description: The last day of the exception, such as V(2027-01-31).
        type: str
        required: true
  reports:
    description:
      - Files to write, where the module runs. All of them have the same content in different forms. They are written
        whole or not at all, and not in check mode. New files can be read by their owner only, existing ones keep their
        mode.
    type: dict
    suboptions:
      html:
        description: One page for people, which needs no network and no JavaScript.
        type: path
      markdown:
        description: A summary for merge requests and chats. Long lists are cut.
        type: path
      json:
        description: Everything, for programs.
        type: path
      junit:
        description: JUnit XML, which continuous integration shows as tests.
        type: path
      access_csv:
        description: Who has which role in which way, one line for each user, role and path.
        type: path
  include_access:
    description:
      - Whether RV(access) is returned. With many users that is a lot; reports have it anyway.
    type: bool
    default: false
  read_only:
    description:
      - Has no effect here. This module changes nothing in any case.
extends_documentation_fragment:
  - biops.looker._configuration
  - biops.looker.scope
  - biops.looker.attributes.info_module
  - biops.looker.connection
notes:
  - The files are validated on the controller, with the Python library C(jsonschema).
seealso:
  - module: biops.looker.configuration
author:
  - biops.looker contributors (@biops)
"""

EXAMPLES = r"""
- name: Say what differs from the files, and write a report
  biops.looker.audit_info:
    src: looker/
    reports:
      html: "{{ playbook_dir }}/looker-audit.html"
      access_csv: "{{ playbook_dir }}/looker-access.csv"
  register: audit

- name: Stop if anything differs
  ansible.builtin.assert:
    that: audit.drift | length == 0
    fail_msg: "{{ audit.drift | map(attribute='name') | join(', ') }}"

- name: Apply the rules only, with limits of our own
  biops.looker.audit_info:
    rules:
      second_factor:
        enabled: true
      api_key_age:
        max_age_days: 90
      schedule_outside:
        domains: [acme.example, "*.acme.example"]
      unused_set:
        enabled: false
    exceptions:
      - rule: admin
        object: root@acme.example
        reason: Account for emergencies, kept in a safe
        expires: "2027-06-30"
"""

RETURN = r"""
drift:
  description: What M(biops.looker.configuration) would change, object by object.
  returned: if something is declared, and can be applied
  type: list
  elements: dict
  contains:
    type:
      description: Type of the object, such as V(user).
      type: str
    name:
      description: The natural key of the object, such as a user's email.
      type: str
    action:
      description: What would be done to the object, such as V(create), V(update) or V(delete).
      type: str
    before:
      description: The managed options of the object as they are. Empty if it does not exist.
      type: dict
    after:
      description: The managed options of the object as they are declared. Empty if it is to be deleted.
      type: dict
undeclared:
  description:
    - Objects of the declared types that are in Looker, but not declared.
    - These are what purging with M(biops.looker.configuration) would take away. So nothing that belongs to Looker,
      nothing that an identity provider manages or brings, and not the user that this runs as.
  returned: if something is declared, and can be applied
  type: list
  elements: dict
  sample:
    - {type: group, name: Old project}
declared:
  description: How many objects are declared, by type.
  returned: if something is declared, and can be applied
  type: dict
  sample: {group: 12, user: 300}
findings:
  description: What the rules object to, the worst first. A configuration that cannot be applied is a finding, too.
  returned: success
  type: list
  elements: dict
  sample:
    - rule: api_key_age
      severity: medium
      type: user
      name: etl@acme.example
      reason: has an API key (id 17) that is 412 days old
      advice: Make a new key, put it where the old one is used, and delete the old one.
accepted:
  description: Findings that an exception covers, with C(accepted_because) and C(expires).
  returned: success
  type: list
  elements: dict
not_checked:
  description: What the rules could not check, and why.
  returned: success
  type: list
  elements: dict
  sample:
    - {rule: api_key_age, reason: Looker does not show the API keys of 3 users}
rules:
  description: The rules that were applied, with the number of their findings.
  returned: success
  type: list
  elements: dict
  sample:
    - {rule: api_key_age, title: Old API keys, severity: medium, findings: 1}
access:
  description: What each role allows, who has it, and through which groups.
  returned: if O(include_access=true)
  type: dict
  sample:
    roles:
      - name: Viewer
        permission_set: Viewer
        permissions: [access_data, see_looks]
        all_permissions: false
        model_set: Finance
        models: [finance]
        all_models: false
        users: 1
    users:
      - name: bob@acme.example
        disabled: false
        roles:
          - {role: Viewer, paths: [[Finance, Staff]], cut: false}
    unknown: []
instance:
  description: What was audited.
  returned: success
  type: dict
  sample: {name: acme.cloud.looker.com, url: "https://acme.cloud.looker.com", release: 26.12.0, version: "4.0"}
summary:
  description: The numbers of everything.
  returned: success
  type: dict
  sample: {drift: 0, undeclared: 1, findings: {high: 0, medium: 1, low: 0, info: 2}, not_checked: 0}
reports:
  description: The files that were written, in check mode those that would have been.
  returned: success
  type: dict
  sample: {html: /srv/reports/looker-audit.html}
api:
  description: How Looker was reached, and what it cost.
  returned: if Looker was reached
  type: dict
  sample:
    url: https://acme.cloud.looker.com
    version: "4.0"
    release: 26.12.0
    calls: {total: 24, writes: 0}
    retries: 0
"""

from ansible_collections.biops.looker.plugins.module_utils._audit_info import OPTIONS, audit_info
from ansible_collections.biops.looker.plugins.module_utils._document_module import run_audit
from ansible_collections.biops.looker.plugins.module_utils._resources._all import ALL, CONFIGURABLE


def main() -> None:
    run_audit(ALL, CONFIGURABLE, OPTIONS, audit_info)


if __name__ == "__main__":
    main()
