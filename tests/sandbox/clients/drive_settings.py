# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: PT018 (no pytest here: the clients have environments of their own)
"""Drives a sandbox's settings with Looker's official client, like drive.py: ``drive_settings.py 4.0|3.1``."""

from __future__ import annotations

import sys
from typing import Any

import looker_sdk

METADATA = """<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example">
<IDPSSODescriptor><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
 Location="https://idp.example/sso"/></IDPSSODescriptor></EntityDescriptor>"""
MAPS = {"user_attribute_map_email": "m", "user_attribute_map_first_name": "f", "user_attribute_map_last_name": "l"}


class Driver:
    """One run through the settings. ``models`` are those of the API version."""

    def __init__(self, sdk: Any, models: Any, version: str) -> None:
        self.sdk, self.models, self.version = sdk, models, version
        self.id_type = str if version == "4.0" else int

    def run(self) -> None:
        """Everything that the version has."""
        self.policies()
        self.help_and_mail()
        self.legacy_features()
        self.saml()
        self.oidc_and_ldap()
        if self.version == "4.0":
            self.setting()
            self.support_access()
            self.embed_secrets()
            self.oauth_client_apps()
        self.sdk.auth.logout()

    def policies(self) -> None:
        password = self.sdk.update_password_config(self.models.WritePasswordConfig(min_length=12))
        assert password.min_length == 12 and password.require_numeric and self.sdk.password_config() == password
        session = self.sdk.update_session_config(self.models.WriteSessionConfig(session_minutes=60))
        assert session.session_minutes == 60 and self.sdk.session_config() == session
        assert not self.sdk.force_password_reset_at_next_login_for_all_users().strip(chr(34))

    def help_and_mail(self) -> None:
        content = self.models.WriteInternalHelpResourcesContent(organization_name="Acme", markdown_content="# Hi")
        assert self.sdk.update_internal_help_resources_content(content).organization_name == "Acme"
        enabled = self.models.WriteInternalHelpResources(enabled=True)
        assert self.sdk.update_internal_help_resources(enabled).enabled and self.sdk.internal_help_resources().enabled
        assert self.sdk.update_digest_emails_enabled(self.models.DigestEmails(is_enabled=True)).is_enabled
        storage = self.models.WriteBackupConfiguration(custom_s3_bucket="b", custom_s3_secret="hush")
        assert self.sdk.update_cloud_storage_configuration(storage).custom_s3_bucket == "b"
        smtp = self.models.SmtpSettings(address="mail.acme.example", port=587, password="hush", from_="a@acme.example")
        self.sdk.set_smtp_settings(smtp)
        if self.version == "4.0":
            assert self.sdk.smtp_status().is_valid

    def legacy_features(self) -> None:
        feature = self.sdk.all_legacy_features()[0]
        body = self.models.WriteLegacyFeature(enabled_locally=True)
        assert self.sdk.update_legacy_feature(feature.id, body).enabled and self.sdk.legacy_feature(feature.id).enabled

    def saml(self) -> None:
        parsed = self.sdk.parse_saml_idp_metadata(METADATA)
        assert (parsed.idp_issuer, parsed.idp_url) == ("https://idp.example", "https://idp.example/sso")
        group = self.models.SamlGroupWrite(name="analysts", role_ids=[self.id_type(3)])
        body = self.models.WriteSamlConfig(
            enabled=True,
            idp_url=parsed.idp_url,
            idp_issuer=parsed.idp_issuer,
            idp_cert="MIIC",
            default_new_user_role_ids=[self.id_type(7)],
            groups_with_role_ids=[group],
            **MAPS,
        )
        saml = self.sdk.update_saml_config(body)
        assert (
            saml.enabled and saml.groups[0].roles[0].name == "Developer" and isinstance(saml.groups[0].id, self.id_type)
        )
        assert saml.default_new_user_roles[0].name == "Viewer" and self.sdk.saml_config() == saml
        slug = self.sdk.create_saml_test_config(body).test_slug
        assert self.sdk.saml_test_config(slug).test_slug == slug
        self.sdk.delete_saml_test_config(slug)

    def oidc_and_ldap(self) -> None:
        oidc = self.sdk.update_oidc_config(self.models.WriteOIDCConfig(identifier="looker", secret="hush"))
        assert oidc.identifier == "looker" and not oidc.enabled
        ldap = self.models.WriteLDAPConfig(
            connection_host="ldap.sandbox.example",
            connection_port="636",
            auth_username="cn=looker,dc=sandbox,dc=example",
            auth_password="ldap-secret",
            user_bind_base_dn="dc=example",
            test_ldap_user="ada",
        )
        assert self.sdk.test_ldap_config_auth(ldap).status == "success"
        assert self.sdk.test_ldap_config_user_info(ldap).user.email == "ada@sandbox.example"
        assert self.sdk.update_ldap_config(ldap).has_auth_password

    def setting(self) -> None:
        before = self.sdk.get_setting()
        assert before.timezone == "UTC" and before.marketplace_site and before.privatelabel_configuration.show_docs
        write_embed = getattr(self.models, "WriteEmbedConfig", None) or self.models.EmbedConfig  # by client's age
        embed = write_embed(domain_allowlist=["https://*.acme.example"])
        body = self.models.WriteSetting(timezone="Europe/Paris", onboarding_enabled=False, embed_config=embed)
        after = self.sdk.set_setting(body)
        assert after.timezone == "Europe/Paris" and not after.onboarding_enabled
        assert list(after.embed_config.domain_allowlist) == ["https://*.acme.example"]
        assert after.host_url == before.host_url and self.sdk.get_setting(fields="timezone").host_url is None

    def support_access(self) -> None:
        body = self.models.SupportAccessAddEntries(emails=["a@looker.example"], reason="Help")
        entry = self.sdk.add_support_access_allowlist_entries(body)[0]
        assert [e.email for e in self.sdk.get_support_access_allowlist_entries()] == ["a@looker.example"]
        self.sdk.delete_support_access_allowlist_entry(entry.id)
        opened = self.sdk.enable_support_access(self.models.SupportAccessEnable(duration_in_seconds=60))
        assert opened.open and opened.open_until and not self.sdk.disable_support_access().open

    def embed_secrets(self) -> None:
        made = self.sdk.create_embed_secret(self.models.WriteEmbedSecret())
        assert made.secret and made.enabled
        self.sdk.delete_embed_secret(made.id)

    def oauth_client_apps(self) -> None:
        body = self.models.WriteOauthClientApp(redirect_uri="https://app.example", display_name="App", enabled=True)
        app = self.sdk.register_oauth_client_app("app", body)
        me = self.sdk.me().id
        assert not self.sdk.activate_app_user("app", me).strip(chr(34))
        assert [u.id for u in self.sdk.oauth_client_app("app").activated_users] == [me]
        self.sdk.invalidate_tokens("app")
        assert self.sdk.all_oauth_client_apps()[0].tokens_invalid_before >= app.tokens_invalid_before
        self.sdk.deactivate_app_user("app", me)
        self.sdk.delete_oauth_client_app("app")


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
