package dev.codeagent.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookAddressPolicyTest {
    private final WebhookAddressPolicy policy = new WebhookAddressPolicy(List.of());
    private final WebhookAddressPolicy configured =
            new WebhookAddressPolicy(List.of("hooks.house.test", "10.1.0.0/16", "127.0.0.1", "169.254.0.0/16"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "10.0.0.1",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "100.100.100.200",
                "168.63.129.16",
                "198.18.0.1",
                "192.0.0.8",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "fc00::1",
                "fd00:ec2::254",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "2002:a00:1::",
                "2001:0:1::",
                "ff02::1"
            })
    void deniesAddressesThatAreNotPublic(String address) throws Exception {
        assertThat(policy.denialReason("evil.example", InetAddress.getByName(address)))
                .as(address)
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "1.1.1.1", "172.15.0.1", "2606:4700::1111"})
    void allowsPublicAddresses(String address) throws Exception {
        assertThat(policy.denialReason("hooks.example.com", InetAddress.getByName(address)))
                .isEmpty();
    }

    @Test
    void allowsWhatTheOperatorNames() throws Exception {
        assertThat(configured.denialReason("hooks.house.test", InetAddress.getByName("192.168.7.7")))
                .isEmpty();
        assertThat(configured.denialReason("other.house.test", InetAddress.getByName("10.1.2.3")))
                .isEmpty();
        assertThat(configured.denialReason("other.house.test", InetAddress.getByName("10.2.0.1")))
                .isPresent();
        assertThat(configured.require("http://127.0.0.1:8081/hook")).hasPort(8081);
        assertThat(configured.require("http://hooks.house.test/hook")).hasHost("hooks.house.test");
    }

    /** A metadata service gives its clients the credentials of the machine. */
    @Test
    void neverAllowsMetadataServices() throws Exception {
        assertThat(configured.denialReason("hooks.house.test", InetAddress.getByName("169.254.169.254")))
                .isPresent();
        assertThat(configured.denialReason("hooks.house.test", InetAddress.getByName("fd00:ec2::254")))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hooks.example.com",
                "ftp://hooks.example.com/",
                "http://hooks.example.com/x",
                "https://user:password@hooks.example.com/x",
                "https://hooks.example.com/#x",
                "https:///x",
                "https://hooks.example.com:0/x",
                "https://hooks.example.com/ä",
                "https://hooks.example.com/\r\nX: y",
                "https://127.0.0.1/x",
                "https://[::1]/x",
                "https://[::ffff:169.254.169.254]/x",
                "https://10.0.0.1/token-in-the-path",
                "file:///etc/passwd"
            })
    void rejectsOtherUrls(String url) {
        assertThatThrownBy(() -> policy.require(url))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("field 'url'")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("password@", "token-in-the-path"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0177.0.0.1", "00177.0.0.01", "192.0250.1.1", "127.1", "2130706433", "[::ffff:0177.0.0.1]"})
    void refusesAddressesThatProgramsReadDifferently(String host) {
        assertThatThrownBy(() -> configured.require("https://" + host + "/hook"))
                .isInstanceOf(AgentException.class);
    }
}
