package dev.codeagent.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is JSON: exactly what RFC 8259 says. */
class JsonGrammarTest {
    /** An archive of files y_NAME, which are JSON, and n_NAME, which are not, as those of JSONTestSuite. */
    private static final String SUITE = "shared/eval/json-parsing.tar.gz";

    @TempDir
    Path folder;

    private static boolean isAccepted(String text) {
        try {
            BoundedJson.readValue(text, BoundedJson.Limits.MESSAGE);
            return true;
        } catch (AgentException e) {
            assertThat(e.code()).isIn(ErrorCode.MALFORMED_MESSAGE, ErrorCode.MESSAGE_TOO_LARGE);
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "-1.5e+3",
                "1E-2",
                "1e00",
                "123456789012345678901234567890",
                "true",
                "false",
                "null",
                "\"\"",
                "\"\\u0000\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
                "\"\\ud83d\\ude00\"",
                "\"\\ud800\"",
                "\"\u007f\u2028\ufffe\"",
                "[]",
                "{}",
                " [ 1 , 2 ] ",
                "\t\r\n{ \"a\" : [ ] }\n",
                "{\"a\":1,\"a\":2}",
                "{\"\":0}",
                "[[[[]]]]",
                "[\"a\",1,null]"
            })
    void accepts(String text) {
        assertThat(isAccepted(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "+1",
                "01",
                "-",
                "-01",
                "1.",
                ".5",
                "1e",
                "1e+",
                "0x1",
                "1_000",
                "NaN",
                "Infinity",
                "-Infinity",
                "1 2",
                "1]",
                "1}",
                "1\u0000",
                "\uff11",
                "True",
                "nul",
                "truex",
                "tru\u00e9",
                "\"",
                "'a'",
                "\"a",
                "\"\n\"",
                "\"\u0000\"",
                "\"\\x41\"",
                "\"\\u12g4\"",
                "\"\\\"",
                "\"a\" x",
                "\"a\"\"b\"",
                "[",
                "]",
                "[1",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[1}",
                "[1]]",
                "[] []",
                "[]x",
                "[\u000b]",
                "[\u00a01]",
                "\ufeff[]",
                "[]\ufeff",
                "[]\u2028",
                "{",
                "}",
                "{]",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,}",
                "{,}",
                "{\"a\" 1}",
                "{\"a\":1 \"b\":2}",
                "{a:1}",
                "{1:1}",
                "{'a':1}",
                "{\"a\":1}}",
                "{\"a\":1}{}",
                "{\"a\":1} x",
                "{\"a\":1}#",
                "{\"a\":1}//",
                "/**/{}",
                "{} {}",
                "[1]/**/",
                "[\"a\":1]",
                "{\"a\",1}",
                "[1,\"\",]",
                "[-]",
                "[--1]",
                "[1+2]",
                "<null>",
                "[1;2]"
            })
    void refuses(String text) {
        assertThat(isAccepted(text)).isFalse();
    }

    @Test
    void agreesWithAPublishedSuite() throws Exception {
        Optional<Path> archive = suite();
        assumeTrue(archive.isPresent(), "no published test suite of JSON next to the project");
        var unpack = new ProcessBuilder("tar", "-xzf", archive.get().toString(), "-C", folder.toString());
        assertThat(unpack.inheritIO().start().waitFor()).isZero();
        var wrong = new ArrayList<String>();
        int count = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.getFileName().toString().matches("[yn]_.*"))
                    .toList()) {
                count++;
                if (isAccepted(file) != file.getFileName().toString().startsWith("y")) {
                    wrong.add(file.getFileName().toString());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(count).isGreaterThan(90);
    }

    private static Optional<Path> suite() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .map(parent -> parent.resolve(SUITE))
                .filter(Files::exists)
                .findFirst();
    }

    private static boolean isAccepted(Path file) throws IOException {
        try {
            return isAccepted(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString());
        } catch (CharacterCodingException e) {
            return false; // A WebSocket closes the connection before.
        }
    }
}
