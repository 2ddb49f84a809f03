package dev.codeagent.remotes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which servers git may connect to. */
class RemoteHostPolicyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1.2.3",
                "localhost",
                "[::1]",
                "0.0.0.0",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "100.64.0.1",
                "[fd00::1]",
                "[::ffff:10.0.0.1]",
                "[2002:a00:1::]",
                "198.18.0.1",
                "224.0.0.1",
                "240.0.0.1",
            })
    void refusesPrivateAddressesThatTheConfigurationDoesNotName(String host) {
        GitAddress address = GitAddress.parse("https://" + host + "/app.git");

        assertThatThrownBy(() -> new RemoteHostPolicy(List.of("git.house.test")).resolve(address))
                .hasMessageContaining("git.privateHosts");
        assertThat(new RemoteHostPolicy(List.of(address.host())).resolve(address))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "[fe80::1]", "[fd00:ec2::254]", "100.100.100.200", "168.63.129.16"})
    void neverConnectsToMetadataServices(String host) {
        GitAddress address = GitAddress.parse("ssh://git@" + host + "/app.git");

        assertThatThrownBy(() -> new RemoteHostPolicy(List.of(address.host())).resolve(address))
                .hasMessageContaining("metadata");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8443", "LocalHost", "*.localhost"})
    void comparesNamesAndPortsOfTheConfiguration(String entry) {
        GitAddress right = GitAddress.parse("https://localhost:8443/app.git");
        GitAddress other = GitAddress.parse("https://localhost:9443/app.git");
        var policy = new RemoteHostPolicy(List.of(entry));

        if (entry.startsWith("*.")) {
            assertThatThrownBy(() -> policy.resolve(right)).hasMessageContaining("localhost resolves to");
        } else {
            assertThat(policy.resolve(right)).isNotEmpty();
        }
        if (entry.contains(":")) {
            assertThatThrownBy(() -> policy.resolve(other)).hasMessageContaining("git.privateHosts");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.5",
                "169.254.169.254",
                "192.168.1.1",
                "[fd00:ec2::254]",
                "[::ffff:10.0.0.1]",
                "172.16.0.1"
            })
    void checksAddressesAlsoForAConnectionThroughAProxy(String host) {
        GitAddress address = GitAddress.parse("https://" + host + "/app.git");
        Map<String, String> proxy = Map.of("HTTPS_PROXY", "http://proxy.example:3128");

        assertThatThrownBy(() -> GitConnection.open(
                        address,
                        new RemoteAccess(Optional.empty(), List.of()),
                        new RemoteHostPolicy(List.of("git.house.test")),
                        proxy))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining(address.host());
    }

    @Test
    void checksNamesThatResolveHereForAConnectionThroughAProxy() {
        var policy = new RemoteHostPolicy(List.of());

        assertThatThrownBy(() -> policy.requireAllowed(GitAddress.parse("https://localhost/app.git")))
                .hasMessageContaining("git.privateHosts");
    }

    @Test
    void leavesNamesThatAreNotKnownHereToTheProxy() {
        GitAddress address = GitAddress.parse("https://no-such-host.invalid/app.git");
        var policy = new RemoteHostPolicy(List.of());

        policy.requireAllowed(address);
        assertThatThrownBy(() -> policy.resolve(address)).hasMessageContaining("not known to the name server");
    }
}
