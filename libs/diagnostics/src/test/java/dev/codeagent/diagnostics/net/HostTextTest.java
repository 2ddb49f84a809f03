package dev.codeagent.diagnostics.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0177.0.0.1",
                "00177.0.0.01",
                "012.1.2.3",
                "192.0250.1.1",
                "1.2.3.04",
                "127.1",
                "127.0.1",
                "2130706433",
                "017700000001",
                "0x7f.0.0.1",
                "0x7f000001",
                "127.0.0.0x1",
                "0X7F.1",
                "1.2.3.0x",
                "256.1.1.1",
                "1.2.3.4.5",
                "example.1",
                "127.0.0.1.",
                "0177.0.0.1.",
                "example.org.",
                "example..org",
                ".example.org",
                "",
                "::ffff:0177.0.0.1",
                "[::ffff:127.1]",
            })
    void findsHostsThatProgramsReadDifferently(String host) {
        assertThat(HostText.isAmbiguous(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "255.255.255.255",
                "8.8.8.8",
                "example.org",
                "localhost",
                "1and1.example",
                "10.example",
                "0x7f.example",
                "a-1",
                "::1",
                "[2001:db8::1]",
                "::ffff:10.0.0.1",
            })
    void acceptsNamesAndCanonicalAddresses(String host) {
        assertThat(HostText.isAmbiguous(host)).isFalse();
    }
}
