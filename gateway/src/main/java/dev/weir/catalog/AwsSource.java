package dev.weir.catalog;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where keys of an AWS account that expire are fetched.
public sealed interface AwsSource {
    /// Where they are asked for.
    URI at();

    /// A role for whoever shows a token of somebody whom the account trusts (Kubernetes' service accounts, CI).
    ///
    /// @param at the Security Token Service
    /// @param tokenFile that holds the token, read anew each time
    record WebIdentity(URI at, String role, String session, String tokenFile) implements AwsSource {}

    /// A role for another key.
    ///
    /// @param at the Security Token Service
    /// @param base the other key, for that service
    record Role(
            URI at,
            Credential.SigV4 base,
            String role,
            String session,
            @Nullable String externalId) implements AwsSource {}

    /// The role of a container (ECS, EKS Pod Identity).
    ///
    /// @param token that is shown, or null
    /// @param tokenFile that holds one, read anew each time; or null
    record Container(
            URI at, @Nullable Secret token, @Nullable String tokenFile) implements AwsSource {}

    /// The role of a machine (EC2), from its metadata service, version 2.
    record Instance(URI at) implements AwsSource {}

    /// Who holds it, whatever its keys are today.
    default String holder() {
        return switch (this) {
            case WebIdentity identity -> identity.role();
            case Role role -> role.role();
            case Container container -> container.at().toString();
            case Instance instance -> instance.at().toString();
        };
    }

    /// The host that is asked, for people.
    default String host() {
        return Objects.requireNonNullElse(at().getHost(), at().toString());
    }
}
