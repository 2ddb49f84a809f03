package dev.codeagent.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmbiguousAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0177.0.0.1",
                "0177.0.0.1.",
                "127.0.0.1.",
                "127.1..",
                "012.0.0.5",
                "127.1",
                "2130706433",
                "0x7f.0.0.0x1",
                "1.2.3.04",
                "0x7f000001",
                "a.7"
            })
    void refusesNumbersThatProgramsReadDifferently(String host) {
        assertThat(ProxyConnection.isAmbiguousAddress(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.216.34", "10.0.0.5", "0.0.0.0", "example.org", "3com.example", "[2001:db8::1]"})
    void acceptsNamesAndDottedDecimal(String host) {
        assertThat(ProxyConnection.isAmbiguousAddress(host)).isFalse();
    }

    @Test
    void servicesOfTheCloudAreNotPublic() throws Exception {
        assertThat(EgressAllowList.isPublic(InetAddress.getByName("168.63.129.16")))
                .isFalse();
        assertThat(EgressAllowList.isPublic(InetAddress.getByName("168.63.129.17")))
                .isTrue();
    }
}
