package dev.weir.catalog;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where keys of an AWS account that expire are fetched.
public sealed interface AwsSource {
    /// A role for whoever shows a token of somebody whom the account trusts (Kubernetes' service accounts, CI).
    ///
    /// @param at the Security Token Service
    /// @param tokenFile that holds the token, read anew each time
    record WebIdentity(URI at, String role, String session, String tokenFile) implements AwsSource {}

    /// A role for another key.
    ///
    /// @param at the Security Token Service
    /// @param base the other key, or where it is fetched, for that service
    record Role(
            URI at,
            Credential base,
            String role,
            String session,
            @Nullable String externalId) implements AwsSource {
        public Role {
            if (!(base instanceof Credential.SigV4) && !(base instanceof Credential.Aws)) {
                throw new IllegalArgumentException("a role is given to keys of AWS");
            }
        }
    }

    /// The role of a container (ECS, EKS Pod Identity).
    ///
    /// @param token that is shown, or null
    /// @param tokenFile that holds one, read anew each time; or null
    record Container(
            URI at, @Nullable Secret token, @Nullable String tokenFile) implements AwsSource {}

    /// The role of a machine (EC2), from its metadata service, version 2.
    record Instance(URI at) implements AwsSource {}

    /// The role of somebody who has signed on (IAM Identity Center), by the token that `aws sso login` left.
    ///
    /// @param at the portal
    /// @param tokenFile that holds it, read anew each time
    record SignOn(URI at, String tokenFile, String account, String role) implements AwsSource {}

    /// What a command of the user's says (`credential_process`).
    ///
    /// @param words of the command, its program first
    record Program(List<String> words) implements AwsSource {
        public Program {
            words = List.copyOf(words);
            if (words.isEmpty()) {
                throw new IllegalArgumentException("a command has a program");
            }
        }

        /// The arguments may hold a secret, and are not for people.
        @Override
        public String toString() {
            return "Program[" + words.getFirst() + "]";
        }
    }

    /// Who holds it, whatever its keys are today.
    default String holder() {
        return switch (this) {
            case WebIdentity identity -> identity.role();
            case Role role -> role.role();
            case Container container -> container.at().toString();
            case Instance instance -> instance.at().toString();
            case SignOn person -> person.account() + "/" + person.role();
            case Program program -> String.join(" ", program.words());
        };
    }

    /// The host that is asked or the program that is run, for people.
    default String host() {
        return switch (this) {
            case WebIdentity identity -> host(identity.at());
            case Role role -> host(role.at());
            case Container container -> host(container.at());
            case Instance instance -> host(instance.at());
            case SignOn person -> host(person.at());
            case Program program -> "the command " + program.words().getFirst();
        };
    }

    private static String host(URI at) {
        return Objects.requireNonNullElse(at.getHost(), at.toString());
    }
}
