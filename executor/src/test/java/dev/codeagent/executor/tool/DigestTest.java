package dev.codeagent.executor.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DigestTest {
    private static final byte[] CONTENT = "abc".getBytes(StandardCharsets.UTF_8);
    /** A test vector of FIPS 180-4. */
    private static final String OF_CONTENT = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void digestsBytesAndStreams() throws IOException {
        assertThat(Digest.of(CONTENT)).isEqualTo(OF_CONTENT);
        assertThat(Digest.of(new ByteArrayInputStream(CONTENT))).isEqualTo(OF_CONTENT);
    }

    @Test
    void digestsContentWhileItIsCopied() throws IOException {
        var out = new ByteArrayOutputStream();

        assertThat(Digest.copy(new ByteArrayInputStream(CONTENT), out)).isEqualTo(OF_CONTENT);
        assertThat(out.toByteArray()).isEqualTo(CONTENT);
    }
}
