package dev.codeagent.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressAllowListTest {
    private static final EgressAllowList PUBLIC = new EgressAllowList(true, List.of(), List.of(), Set.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "0.0.0.0",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "240.0.0.1",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd00:ec2::254",
                "::ffff:127.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "2001:0:7f00:1::",
                "198.18.0.1",
                "192.0.0.1",
                "ff02::1"
            })
    void rejectsNonPublicAddresses(String address) throws UnknownHostException {
        assertThat(PUBLIC.denialReason("x.test", 443, InetAddress.getByName(address)))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.216.34", "1.1.1.1", "172.32.0.1", "2606:4700::1111"})
    void allowsPublicAddresses(String address) throws UnknownHostException {
        assertThat(PUBLIC.denialReason("x.test", 443, InetAddress.getByName(address)))
                .isEmpty();
    }

    @Test
    void rejectsADeniedPublicAddress() throws UnknownHostException {
        InetAddress denied = InetAddress.getByName("93.184.216.34");

        assertThat(new EgressAllowList(true, List.of(), List.of(), Set.of(denied)).denialReason("x.test", 443, denied))
                .isPresent();
    }

    @Test
    void allowsOnlyHttpPortsByDefault() {
        assertThat(PUBLIC.denialReason("x.test", 22))
                .hasValueSatisfying(r -> assertThat(r).contains("port 22"));
        assertThat(PUBLIC.denialReason("x.test", 443)).isEmpty();
    }

    @Test
    void matchesAllowedHostsByNamePortAndDomain() {
        var allowList = new EgressAllowList(
                false, List.of("mirror.test:8081", "*.house.test", "one.test"), List.of(), Set.of());

        assertThat(allowList.isAllowed("mirror.test", 8081)).isTrue();
        assertThat(allowList.isAllowed("mirror.test", 443)).isFalse();
        assertThat(allowList.isAllowed("A.House.test", 443)).isTrue();
        assertThat(allowList.isAllowed("house.test", 443)).isFalse();
        assertThat(allowList.isAllowed("evilhouse.test", 443)).isFalse();
        assertThat(allowList.isAllowed("one.test", 80)).isTrue();
        assertThat(allowList.isAllowed("one.test", 8080)).isFalse();
        assertThat(allowList.denialReason("other.test", 443))
                .hasValueSatisfying(r -> assertThat(r).contains("sandbox.egress"));
    }

    @Test
    void neverAllowsCloudMetadataAddresses() throws UnknownHostException {
        var allowList = new EgressAllowList(true, List.of("metadata.test"), List.of(), Set.of());

        for (String address : List.of("169.254.169.254", "fd00:ec2::254", "100.100.100.200")) {
            assertThat(allowList.denialReason("metadata.test", 80, InetAddress.getByName(address)))
                    .isPresent();
        }
    }

    @Test
    void allowsAListedHostOnlyAtAPublicAddress() throws UnknownHostException {
        var allowList = new EgressAllowList(false, List.of(), List.of("registry.test"), Set.of());

        assertThat(allowList.denialReason("registry.test", 443)).isEmpty();
        assertThat(allowList.denialReason("registry.test", 443, InetAddress.getByName("93.184.216.34")))
                .isEmpty();
        assertThat(allowList.denialReason("registry.test", 443, InetAddress.getByName("10.0.0.1")))
                .isPresent();
        assertThat(allowList.denialReason("registry.test", 8080)).isPresent();
    }

    @Test
    void rejectsEveryAddressOfThisMachine() throws Exception {
        var addresses = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .toList();

        assertThat(addresses)
                .isNotEmpty()
                .allSatisfy(
                        a -> assertThat(PUBLIC.denialReason("x.test", 443, a)).isPresent());
    }
}
